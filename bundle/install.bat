@echo off
rem Installs jobsim into a folder of its own (by default jobsim), without a network: install.bat [FOLDER]
setlocal
set "HERE=%~dp0"
set "TARGET=%~1"
if "%TARGET%"=="" set "TARGET=jobsim"
py -@PYTHON@ -m venv "%TARGET%" 2>nul
if not exist "%TARGET%\Scripts\python.exe" python -m venv "%TARGET%"
if not exist "%TARGET%\Scripts\python.exe" goto :nopython
"%TARGET%\Scripts\python.exe" -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@')"
if errorlevel 1 goto :nopython
echo Installing into "%TARGET%", which takes one to three minutes ...
"%TARGET%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links "%HERE%wheels" --require-hashes -r "%HERE%requirements.txt"
if errorlevel 1 goto :failed
echo Installed. Try: "%TARGET%\Scripts\jobsim.exe" counties
exit /b 0
:nopython
echo This bundle is for Python @PYTHON@ (64 bit), which was not found. Install it first, with its launcher "py".
exit /b 2
:failed
echo The installation failed. Copy the whole bundle again and remove the folder "%TARGET%" before the next try.
exit /b 3
