Attribute VB_Name = "JsPython"
Option Explicit

' Python of the tests: tells what it is asked.

Public Function PythonCall(ByVal name As String, ByVal arguments As Variant) As Variant
    Dim i As Long, told As String
    If CStr(arguments(0)) = "fail" Then Err.Raise 1000, , "no server"
    If CStr(arguments(0)) = "refuse" Then Err.Raise 1000, , OwnText("udf_no_python")
    told = name
    For i = LBound(arguments) To UBound(arguments)
        told = told & "|" & CStr(arguments(i))
    Next i
    PythonCall = told
End Function
