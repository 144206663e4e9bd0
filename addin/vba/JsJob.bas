Attribute VB_Name = "JsJob"
Option Explicit

' One press of a button: a job file is written, Python is run on it, and the result file is shown.

' Python is told where the job file is by an environment variable, so this text is constant.
' -E -P: neither the environment's settings nor the current folder (often the workbook's) name modules.
Private Const PYTHON_OPTIONS As String = "-E -P -X utf8 -c "
Private Const PYTHON_START As String = "import os, sys; job = os.environ['JUESUAN_JOB']; "
Private Const PYTHON_LOG As String = "sys.stdout = sys.stderr = open(job + '.log', 'w', 1, 'utf-8'); "
Private Const PYTHON_RUN As String = "os.chdir(sys.prefix); import juesuan.button; juesuan.button.run_job(job)"

Public Sub RunJob(ByVal action As String, ByVal fullName As String)
    Dim python As String, job As String, code As Long
    python = Interpreter()
    If python = "" Then
        ShowNoPython
        Exit Sub
    End If
    job = HostNewFile()
    HostWrite job, JobText(action, fullName)
    HostBusy OwnText("running")
    code = HostRun(CommandLine(python), job)
    HostBusy ""
    If Not ShowResult(job & ".result") Then
        ShowNoResult job, code
        Exit Sub
    End If
    HostDelete job
    HostDelete job & ".result"
    HostDelete job & ".log"
End Sub

Private Sub ShowNoPython()
    Dim words As String
    words = FillIn(OwnText("no_python"), "python", Setting("INTERPRETER_WIN"))
    HostShow FillIn(words, "file", UserFile()), "error", OwnText("title")
End Sub

Public Function CommandLine(ByVal python As String) As String
    CommandLine = Quoted(python) & " " & PYTHON_OPTIONS & Quoted(PYTHON_START & PYTHON_LOG & PYTHON_RUN)
End Function

' ASCII only, hence UTF-8 whatever the system's code page is.
Public Function JobText(ByVal action As String, ByVal fullName As String) As String
    JobText = "{""action"": " & JsonString(action) & ", ""workbook"": " & JsonString(fullName) & _
        ", ""window"": " & JsonString(HostWindow()) & "}"
End Function

Private Function ShowResult(ByVal resultFile As String) As Boolean
    Dim json As String, tone As String
    If Not HostExists(resultFile) Then Exit Function
    json = HostRead(resultFile)
    tone = JsonField(json, "tone")
    If tone = "" Then Exit Function
    HostShow JsonField(json, "text"), tone, JsonField(json, "title")
    ShowResult = True
End Function

' Python did not reach its end: the log is kept, and its place told.
Private Sub ShowNoResult(ByVal job As String, ByVal code As Long)
    Dim logFile As String, number As String, words As String
    logFile = job & ".log"
    If Not HostExists(logFile) Then HostWrite logFile, "Python ended with code " & CStr(code) & " before it started to work."
    number = Mid$(job, LastSlash(job) + 1)
    words = FillIn(FillIn(OwnText("no_result"), "number", number), "code", CStr(code))
    HostShow FillIn(words, "log", logFile), "error", OwnText("title")
End Sub

Private Function LastSlash(ByVal place As String) As Long
    Dim at As Long
    at = InStr(1, place, "\")
    Do While at > 0
        LastSlash = at
        at = InStr(at + 1, place, "\")
    Loop
End Function
