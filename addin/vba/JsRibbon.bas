Attribute VB_Name = "JsRibbon"
Option Explicit

' What the ribbon calls. A button's tag is the id of its action; nothing else is taken from the button.

Private Running As Boolean

Public Sub JS_OnAction(control As IRibbonControl)
    On Error GoTo Failed
    If Running Then
        ShowOwn "busy", "info"
        Exit Sub
    End If
    Running = True
    PressButton control.Tag
    Running = False
    Exit Sub
Failed:
    Running = False
    ShowFailure Err.Number, Err.Description
End Sub

Private Sub PressButton(ByVal action As String)
    Dim fullName As String
    fullName = CallingWorkbook()
    If fullName <> "" Then RunJob action, fullName
End Sub

' The full name of the workbook that called; empty, after saying why, when no button can work on it.
Private Function CallingWorkbook() As String
    Dim book As Object
    If Not HostSupported() Then
        ShowOwn "unsupported", "error"
        Exit Function
    End If
    Set book = HostWorkbook()
    If book Is Nothing Then
        If HostProtectedView() Then
            ShowOwn "protected_view", "warning"
        Else
            ShowOwn "no_workbook", "warning"
        End If
    ElseIf book.Path = "" Then
        ShowOwn "never_saved", "warning"
    Else
        CallingWorkbook = HostFullName(book)
    End If
End Function

Private Sub ShowOwn(ByVal key As String, ByVal tone As String)
    HostShow OwnText(key), tone, OwnText("title")
End Sub

Private Sub ShowFailure(ByVal number As Long, ByVal description As String)
    On Error Resume Next
    HostBusy ""
    HostShow FillIn(FillIn(OwnText("failed"), "number", CStr(number)), "description", description), "error", OwnText("title")
End Sub
