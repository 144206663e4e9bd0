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
    If Not HostSupported() Then
        ShowOwn "unsupported", "error"
    ElseIf NeedsNoBook(action) Then
        RunJob action, OpenWorkbook()
    Else
        fullName = CallingWorkbook()
        If fullName <> "" Then RunJob action, fullName
    End If
End Sub

' The full name of the workbook that called; empty, after saying why, when no button can work on it.
Private Function CallingWorkbook() As String
    CallingWorkbook = OpenWorkbook()
    If CallingWorkbook <> "" Then Exit Function
    If Not HostWorkbook() Is Nothing Then
        ShowOwn "never_saved", "warning"
    ElseIf HostProtectedView() Then
        ShowOwn "protected_view", "warning"
    Else
        ShowOwn "no_workbook", "warning"
    End If
End Function

' The full name of the workbook in front; empty when there is none, or it was never saved.
Private Function OpenWorkbook() As String
    Dim book As Object
    Set book = HostWorkbook()
    If book Is Nothing Then Exit Function
    If book.Path <> "" Then OpenWorkbook = HostFullName(book)
End Function

Private Sub ShowOwn(ByVal key As String, ByVal tone As String)
    HostShow OwnText(key), tone, OwnText("title")
End Sub

Private Sub ShowFailure(ByVal number As Long, ByVal description As String)
    On Error Resume Next
    HostBusy ""
    HostShow FillIn(FillIn(OwnText("failed"), "number", CStr(number)), "description", description), "error", OwnText("title")
End Sub
