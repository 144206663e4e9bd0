Attribute VB_Name = "JsText"
Option Explicit

' Words: quoting, filling in, and as much JSON as a job and its result need.

Public Function Quoted(ByVal words As String) As String
    Quoted = Chr$(34) & words & Chr$(34)
End Function

Public Function FillIn(ByVal words As String, ByVal key As String, ByVal value As String) As String
    FillIn = Replace(words, "{" & key & "}", value)
End Function

' A JSON string in ASCII.
Public Function JsonString(ByVal words As String) As String
    Dim i As Long, code As Long, written As String
    For i = 1 To Len(words)
        code = AscW(Mid$(words, i, 1))
        If code < 0 Then code = code + 65536
        If code < 32 Or code > 126 Or code = 34 Or code = 92 Then
            written = written & "\u" & Right$("000" & Hex$(code), 4)
        Else
            written = written & Chr$(code)
        End If
    Next i
    JsonString = Quoted(written)
End Function

' The string that a JSON object holds under a key; empty when it holds none.
Public Function JsonField(ByVal json As String, ByVal wanted As String) As String
    Dim at As Long, key As String, value As String
    at = InStr(1, json, "{") + 1
    Do While Mid$(json, SkipBlank(json, at), 1) = Chr$(34)
        at = SkipBlank(json, at)
        key = TakeString(json, at)
        at = SkipBlank(json, SkipBlank(json, at) + 1)
        value = ""
        If Mid$(json, at, 1) = Chr$(34) Then
            value = TakeString(json, at)
        Else
            PassValue json, at
        End If
        If key = wanted Then
            JsonField = value
            Exit Function
        End If
        at = SkipBlank(json, at) + 1
    Loop
End Function

Private Function SkipBlank(ByVal json As String, ByVal at As Long) As Long
    Do While at <= Len(json)
        If AscW(Mid$(json, at, 1)) > 32 Or AscW(Mid$(json, at, 1)) < 0 Then Exit Do
        at = at + 1
    Loop
    SkipBlank = at
End Function

' The string that begins at a quotation mark; moves behind it.
Private Function TakeString(ByVal json As String, ByRef at As Long) As String
    Dim taken As String, one As String
    at = at + 1
    Do While at <= Len(json)
        one = Mid$(json, at, 1)
        If one = Chr$(34) Then Exit Do
        If one = "\" Then
            at = at + 1
            one = Escaped(json, at)
        End If
        taken = taken & one
        at = at + 1
    Loop
    at = at + 1
    TakeString = taken
End Function

' The character behind a backslash; stays on the last character of the escape.
Private Function Escaped(ByVal json As String, ByRef at As Long) As String
    Select Case Mid$(json, at, 1)
        Case "n"
            Escaped = vbLf
        Case "r"
            Escaped = vbCr
        Case "t"
            Escaped = vbTab
        Case "b", "f"
            Escaped = " "
        Case "u"
            Escaped = ChrW$(CLng("&H" & Mid$(json, at + 1, 4)))
            at = at + 4
        Case Else
            Escaped = Mid$(json, at, 1)
    End Select
End Function

' Move behind a value that is no string.
Private Sub PassValue(ByVal json As String, ByRef at As Long)
    Dim depth As Long, one As String
    Do While at <= Len(json)
        one = Mid$(json, at, 1)
        If one = Chr$(34) Then
            TakeString json, at
        Else
            If one = "[" Or one = "{" Then depth = depth + 1
            If depth = 0 And (one = "," Or one = "}") Then Exit Sub
            If one = "]" Or one = "}" Then depth = depth - 1
            at = at + 1
        End If
    Loop
End Sub
