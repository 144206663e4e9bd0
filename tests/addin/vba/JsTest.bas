Attribute VB_Name = "JsTest"
Option Explicit

' Presses a button and tells what came of it; an error has a voice of its own, because compile errors are silent.

Public Function Press(ByVal action As String, ByVal home As String, ByVal programs As String, _
        ByVal userFile As String, ByVal result As String) As String
    Dim button As IRibbonControl
    On Error GoTo Failed
    HostReset home, programs, userFile, result
    Set button = New IRibbonControl
    button.ID = "another id"
    button.Tag = action
    JS_OnAction button
    Press = "done" & HostRecord()
    Exit Function
Failed:
    Press = "failed " & Err.Number & " " & Err.Description
End Function

Public Function Field(ByVal json As String, ByVal wanted As String) As String
    On Error GoTo Failed
    Field = "done" & Chr$(1) & JsonField(json, wanted)
    Exit Function
Failed:
    Field = "failed " & Err.Number & " " & Err.Description
End Function

' The real host, under other names: it compiles when this answers.
Public Function RealHost() As String
    On Error GoTo Failed
    RealHost = "done" & Chr$(1) & CStr(RealSupported())
    Exit Function
Failed:
    RealHost = "failed " & Err.Number & " " & Err.Description
End Function
