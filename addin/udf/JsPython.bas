Attribute VB_Name = "JsPython"
Option Explicit

' The Python that answers worksheet functions: xlwings' own server, started by its library, kept until Excel is closed.
' The interpreter comes from our settings only; no workbook is handed over, so none can bring code or settings along.

#If Mac Then
#Else
    Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal lpLibFileName As LongPtr) As LongPtr
    #If Win64 Then
        Private Const LIBRARY As String = "xlwings64-{version}.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-{version}.dll" (ByRef Result As Variant, _
            Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #Else
        Private Const LIBRARY As String = "xlwings32-{version}.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-{version}.dll" (ByRef Result As Variant, _
            Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #End If
#End If

' -E -P: neither the environment's settings nor the current folder (often the workbook's) name modules.
Private Const PYTHON_OPTIONS As String = " -E -P -X utf8 -c "
Private Const PYTHON_START As String = "import os, sys; sys.stdout = sys.stderr = open(os.devnull, 'w'); "
Private Const PYTHON_SERVE As String = "os.chdir(sys.prefix); import juesuan.udf; juesuan.udf.serve('$(CLSID)')"

Private Loaded As Boolean
Private Place As String

' What a function of juesuan.udf gives for these arguments.
Public Function PythonCall(ByVal name As String, ByVal arguments As Variant) As Variant
    #If Mac Then
        Err.Raise 1000, , OwnText("udf_unsupported")
    #Else
        Dim server As Variant
        If Place = "" Then Place = Interpreter()
        If Place = "" Then Err.Raise 1000, , OwnText("udf_no_python")
        If Not Loaded Then Loaded = LoadFrom(Folder(Place)) Or LoadFrom(Folder(Folder(Place)))
        If Not Loaded Then Err.Raise 1000, , FillIn(OwnText("udf_no_library"), "library", LIBRARY)
        If XLPyDLLActivateAuto(server, PythonCommand(Place), 1) <> 0 Then Err.Raise 1000, , CStr(server)
        PythonCall = server.CallUDF("juesuan.udf", name, arguments)
    #End If
End Function

' The library takes its command in the system's code page: a path in other characters goes by its short name.
Public Function PythonCommand(ByVal python As String) As String
    PythonCommand = Quoted(ShortName(python)) & PYTHON_OPTIONS & Quoted(PYTHON_START & PYTHON_SERVE)
End Function

#If Mac Then
#Else
    ' By its full path: Windows never looks for it in other folders.
    Private Function LoadFrom(ByVal where As String) As Boolean
        Dim file As String
        file = where & "\" & LIBRARY
        If where = "" Or Not HostExists(file) Then Exit Function
        LoadFrom = LoadLibraryW(StrPtr(file)) <> 0
    End Function
#End If

Private Function ShortName(ByVal file As String) As String
    Dim i As Long
    ShortName = file
    For i = 1 To Len(file)
        If AscW(Mid$(file, i, 1)) < 0 Or AscW(Mid$(file, i, 1)) > 126 Then
            ShortName = CreateObject("Scripting.FileSystemObject").GetFile(file).ShortPath
            Exit Function
        End If
    Next i
End Function

Private Function Folder(ByVal file As String) As String
    Dim i As Long
    For i = Len(file) To 1 Step -1
        If Mid$(file, i, 1) = "\" Then
            Folder = Left$(file, i - 1)
            Exit Function
        End If
    Next i
End Function
