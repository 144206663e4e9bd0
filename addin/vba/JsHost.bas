Attribute VB_Name = "JsHost"
Option Explicit

' All that is Excel and Windows: the workbook in front, files, the shell, message boxes. Paths and words are Unicode throughout.

#If Mac Then
#Else
    Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal hWnd As LongPtr, ByVal lpText As LongPtr, _
        ByVal lpCaption As LongPtr, ByVal uType As Long) As Long
#End If

Private Const MB_ICONERROR As Long = 16
Private Const MB_ICONWARNING As Long = 48
Private Const MB_ICONINFORMATION As Long = 64
Private Const TEMPORARY_FOLDER As Long = 2
Private Const TEXT_STREAM As Long = 2

Public Function HostSupported() As Boolean
    #If Mac Then
        HostSupported = False
    #Else
        HostSupported = True
    #End If
End Function

' The workbook in front, or nothing. Asked for its place, never for what it holds.
Public Function HostWorkbook() As Object
    Set HostWorkbook = ActiveWorkbook
End Function

Public Function HostFullName(ByVal book As Object) As String
    HostFullName = book.FullName
End Function

' The window that calls: Python finds this Excel by it where no workbook is open.
Public Function HostWindow() As String
    #If Mac Then
        HostWindow = "0"
    #Else
        HostWindow = CStr(Application.hWnd)
    #End If
End Function

Public Function HostProtectedView() As Boolean
    #If Mac Then
        HostProtectedView = False
    #Else
        HostProtectedView = Not Application.ActiveProtectedViewWindow Is Nothing
    #End If
End Function

' A message box; VBA's own cannot show characters outside the system's code page.
Public Sub HostShow(ByVal words As String, ByVal tone As String, ByVal title As String)
    Dim icon As Long
    icon = MB_ICONINFORMATION
    If tone = "warning" Then icon = MB_ICONWARNING
    If tone = "error" Then icon = MB_ICONERROR
    #If Mac Then
        MsgBox words, icon, title
    #Else
        MessageBoxW Application.hWnd, StrPtr(words), StrPtr(title), icon
    #End If
End Sub

' Words in the status bar and the hourglass while Python runs; no words: both as before.
Public Sub HostBusy(ByVal words As String)
    If words = "" Then
        Application.StatusBar = False
        Application.Cursor = xlDefault
    Else
        Application.StatusBar = words
        Application.Cursor = xlWait
    End If
End Sub

Public Function HostExpand(ByVal words As String) As String
    HostExpand = ScriptShell().ExpandEnvironmentStrings(words)
End Function

Public Function HostExists(ByVal place As String) As Boolean
    HostExists = Files().FileExists(place)
End Function

' A new empty file of our own in the user's temporary folder.
Public Function HostNewFile() As String
    Dim place As String
    Do
        place = Files().BuildPath(Files().GetSpecialFolder(TEMPORARY_FOLDER).Path, "juesuan-" & Files().GetTempName())
    Loop While Files().FileExists(place)
    Files().CreateTextFile(place, False, False).Close
    HostNewFile = place
End Function

' Writes ASCII.
Public Sub HostWrite(ByVal place As String, ByVal words As String)
    Dim stream As Object
    Set stream = Files().CreateTextFile(place, True, False)
    stream.Write words
    stream.Close
End Sub

' Reads UTF-8.
Public Function HostRead(ByVal place As String) As String
    Dim stream As Object
    Set stream = CreateObject("ADODB.Stream")
    stream.Type = TEXT_STREAM
    stream.Charset = "utf-8"
    stream.Open
    stream.LoadFromFile place
    HostRead = stream.ReadText
    stream.Close
End Function

Public Sub HostDelete(ByVal place As String)
    On Error Resume Next
    Files().DeleteFile place, True
End Sub

' Runs a command without a window and waits; Excel goes on answering Python meanwhile.
Public Function HostRun(ByVal command As String, ByVal job As String) As Long
    Dim environment As Object
    Set environment = ScriptShell().Environment("PROCESS")
    environment.Item("JUESUAN_JOB") = job
    On Error Resume Next
    HostRun = ScriptShell().Run(command, 0, True)
    If Err.Number <> 0 Then HostRun = Err.Number
    environment.Remove "JUESUAN_JOB"
End Function

Private Function ScriptShell() As Object
    Set ScriptShell = CreateObject("WScript.Shell")
End Function

Private Function Files() As Object
    Set Files = CreateObject("Scripting.FileSystemObject")
End Function
