@echo off
rem Plain ASCII: cmd.exe reads this in the code page of the system. What is said to people is said by Python.
setlocal EnableExtensions DisableDelayedExpansion
set "OWN=%LOCALAPPDATA%\juesuan"
set "PYTHON=%~dp0python\python.exe"
set "QUIET=%~1"
cd /d "%SystemRoot%"
if not defined LOCALAPPDATA goto missing
if not exist "%PYTHON%" goto missing
"%PYTHON%" -B -X utf8 -m juesuan addin uninstall
set "CODE=%ERRORLEVEL%"
if "%CODE%"=="2" goto end
set "TELL=%~dp0no-start.txt"
if not "%CODE%"=="0" goto tell
if not exist "%OWN%\uninstall.cmd" goto end
rem The installed program has ended: now its own folder can go.
if exist "%OWN%\python\python.exe" rd /s /q "%OWN%\python"
if exist "%OWN%\python" set "CODE=2"
if not "%CODE%"=="0" goto end
if /i not "%QUIET%"=="/q" pause
rem (goto) ends this command before the file deletes itself; the rest of the line is known by then. ver: exit code 0.
(goto) 2>nul & del /q "%OWN%\uninstall.cmd" & rd "%OWN%" 2>nul & ver >nul
exit /b %CODE%
:missing
set "CODE=2"
set "TELL=%~dp0no-python.txt"
:tell
if not exist "%TELL%" goto zipped
for /f "tokens=2 delims=:." %%a in ('chcp') do set "PAGE=%%a"
chcp 65001 >nul
type "%TELL%"
chcp %PAGE% >nul
goto end
:zipped
rem Started inside the zip: Windows has unpacked this one file only. The numbers are the letters of a Chinese sentence.
echo Please unpack the whole package first, then run uninstall.cmd again.
powershell -NoProfile -Command "-join((0x8BF7,0x5148,0x628A,0x6574,0x4E2A,0x5B89,0x88C5,0x5305,0x89E3,0x538B,0x51FA,0x6765,0xFF0C,0x518D,0x53CC,0x51FB,0x5176,0x4E2D,0x7684,0x20,0x75,0x6E,0x69,0x6E,0x73,0x74,0x61,0x6C,0x6C,0x2E,0x63,0x6D,0x64,0x3002)|%%{[char]$_})"
:end
if /i not "%QUIET%"=="/q" pause
exit /b %CODE%
