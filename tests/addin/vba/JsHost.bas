Attribute VB_Name = "JsHost"
Option Explicit

' The host of the tests: the same procedures as the real one, in memory; everything asked for is recorded.

Private Home As String
Private Programs As String
Private Result As String
Private Record As String
Private Places(20) As String
Private Contents(20) As String
Private Count As Long

Public Sub HostReset(ByVal homeFolder As String, ByVal programList As String, ByVal userFileText As String, _
        ByVal resultText As String)
    Home = homeFolder
    Programs = programList
    Result = resultText
    Record = ""
    Count = 0
    If userFileText <> "" Then HostWrite Home & "\.juesuan\juesuan.conf", userFileText
    Record = ""
End Sub

Public Function HostRecord() As String
    HostRecord = Record
End Function

Private Sub Note(ByVal what As String, ByVal first As String, ByVal second As String, ByVal third As String)
    Record = Record & Chr$(1) & what & Chr$(2) & first & Chr$(2) & second & Chr$(2) & third
End Sub

Public Function HostSupported() As Boolean
    HostSupported = InStr(1, Programs, "|unsupported|") = 0
End Function

Public Function HostWorkbook() As Object
    If InStr(1, Programs, "|no workbook|") = 0 Then Set HostWorkbook = ActiveWorkbook
End Function

' LibreOffice's FullName is the name alone.
Public Function HostFullName(ByVal book As Object) As String
    HostFullName = book.Path & "/" & book.Name
End Function

Public Function HostWindow() As String
    HostWindow = "4711"
End Function

Public Function HostProtectedView() As Boolean
    HostProtectedView = InStr(1, Programs, "|protected view|") > 0
End Function

Public Sub HostShow(ByVal words As String, ByVal tone As String, ByVal title As String)
    Note "show", words, tone, title
End Sub

Public Sub HostBusy(ByVal words As String)
    Note "busy", words, "", ""
End Sub

Public Function HostExpand(ByVal words As String) As String
    HostExpand = Replace(Replace(words, "%USERPROFILE%", Home), "%LOCALAPPDATA%", Home & "\AppData\Local")
End Function

Public Function HostExists(ByVal place As String) As Boolean
    HostExists = InStr(1, Programs, "|" & place & "|") > 0 Or Find(place) > 0
End Function

Public Function HostNewFile() As String
    HostNewFile = Home & "\AppData\Local\Temp\juesuan-rad12345.tmp"
    HostWrite HostNewFile, ""
End Function

Public Sub HostWrite(ByVal place As String, ByVal words As String)
    Dim at As Long
    at = Find(place)
    If at = 0 Then
        Count = Count + 1
        at = Count
    End If
    Places(at) = place
    Contents(at) = words
    Note "write", place, words, ""
End Sub

Public Function HostRead(ByVal place As String) As String
    HostRead = Contents(Find(place))
End Function

Public Sub HostDelete(ByVal place As String)
    If Find(place) > 0 Then Places(Find(place)) = ""
    Note "delete", place, "", ""
End Sub

Public Function HostRun(ByVal command As String, ByVal job As String) As Long
    Note "run", command, job, HostRead(job)
    If Result = "press again" Then PressAgain
    If Result = "" Then
        HostRun = 3
    Else
        HostWrite job & ".result", Result
    End If
End Function

Private Sub PressAgain()
    Dim button As IRibbonControl
    Set button = New IRibbonControl
    button.Tag = "again"
    JS_OnAction button
End Sub

Private Function Find(ByVal place As String) As Long
    Dim i As Long
    For i = 1 To Count
        If Places(i) = place Then Find = i
    Next i
End Function
