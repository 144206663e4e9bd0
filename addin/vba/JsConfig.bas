Attribute VB_Name = "JsConfig"
Option Explicit

' Settings and words: only from the add-in's own sheet and from the user's own file, never from a workbook.

Private Const SHEET_NAME As String = "juesuan.conf"

' A setting: the user's file goes before the add-in's sheet.
Public Function Setting(ByVal key As String) As String
    Dim found As String
    found = UserValue(key)
    If found = "" Then found = OwnValue(key)
    Setting = HostExpand(found)
End Function

' Python's place, or nothing when it is not a program named by a full path.
Public Function Interpreter() As String
    Dim place As String
    place = Setting("INTERPRETER_WIN")
    If Mid$(place, 2, 2) <> ":\" And Left$(place, 2) <> "\\" Then Exit Function
    If InStr(1, place, Chr$(34)) > 0 Then Exit Function
    If HostExists(place) Then Interpreter = place
End Function

' Whether an action needs no workbook: the add-in's own list, which nobody changes.
Public Function NeedsNoBook(ByVal action As String) As Boolean
    NeedsNoBook = InStr(1, OwnValue("NO_BOOK"), "|" & action & "|") > 0
End Function

Public Function UserFile() As String
    UserFile = HostExpand("%USERPROFILE%") & "\.juesuan\juesuan.conf"
End Function

Public Function OwnText(ByVal key As String) As String
    OwnText = OwnValue("text." & key)
End Function

' A value of the add-in's own sheet: keys in column A, values in column B, ending at the first blank key.
Private Function OwnValue(ByVal key As String) As String
    Dim sheet As Object, row As Long
    Set sheet = ThisWorkbook.Worksheets(SHEET_NAME)
    row = 1
    Do While sheet.Cells(row, 1).Value <> ""
        If sheet.Cells(row, 1).Value = key Then
            OwnValue = sheet.Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

' A value of the user's file: lines KEY=VALUE, UTF-8.
Private Function UserValue(ByVal key As String) As String
    Dim lines As Variant, one As String, at As Long, i As Long
    If Not HostExists(UserFile()) Then Exit Function
    lines = Split(Replace(HostRead(UserFile()), vbCr, ""), vbLf)
    For i = LBound(lines) To UBound(lines)
        one = lines(i)
        at = InStr(1, one, "=")
        If at > 1 Then
            If UCase$(Trim$(Left$(one, at - 1))) = key Then
                UserValue = Trim$(Mid$(one, at + 1))
                Exit Function
            End If
        End If
    Next i
End Function
