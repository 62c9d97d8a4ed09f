# install.ps1: imports one user's sign-in certificate. It holds the password of the PFX: treat it as a secret.
#
# Windows Setup runs it from the stick, as SYSTEM, in the specialize pass. It does the steps below; "user" means that it
# copies itself and the PFX to ProgramData and enters itself into RunOnce of every user that is still to come.
# At a first sign-in RunOnce runs it with -SignIn, as that user: it imports the PFX for the user that the certificate is
# for, then deletes the copies; for anybody else it does nothing.
# It logs to Windows\Panther\certstick.log in Setup, to AppData\Local\certstick.log at sign-in; no log holds a secret.

param([switch]$SignIn)

$UserPrincipalName = '<user principal name>'
$PfxFile = '<file name of the PFX>'
$Password = '<password>' # base64 of UTF-8, so that this file is ASCII; no protection
$Steps = '<steps>' -split ' ' # of: root machine user blank
$Exportable = '<exportable>' -eq 'yes'
$Strict = '<strict>' -eq 'yes' # whether an error ends Windows Setup

$ErrorActionPreference = 'Stop'
$Password = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Password))
$Stage = "$env:ProgramData\certstick"
$Log = "$env:SystemRoot\Panther\certstick.log"
if ($SignIn) { $Log = "$env:LOCALAPPDATA\certstick.log" }

# Full access for SYSTEM and Administrators. Whoever signs in at the machine may read and delete the files, since the
# user is not known before, but not add any: nobody can put another script into this one's place.
$StageAccess = 'D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;FRFX;;;IU)(A;OIIO;FRSD;;;IU)'

# At most 260 characters, and without double quotation marks, which Windows PowerShell 5.1 does not hand on to reg.exe.
$RunOnce = 'Software\Microsoft\Windows\CurrentVersion\RunOnce'
$RunOnceCommand = 'powershell.exe -NoProfile -ExecutionPolicy Bypass -WindowStyle Hidden -Command $s = Join-Path $env:ProgramData ''certstick\install.ps1''; if (Test-Path $s) { & $s -SignIn }'

function Write-Log([string]$Text) {
    Add-Content -LiteralPath $Log -Value "$(Get-Date -Format s) $Text" -ErrorAction SilentlyContinue
}

# Never logs the arguments: the password is among them.
function Invoke-Program([string]$What, [string]$Program, [string[]]$Arguments) {
    & $Program $Arguments | Out-Null
    if ($LASTEXITCODE -ne 0) { throw ('{0}: {1} ended with 0x{2:X8}' -f $What, $Program, $LASTEXITCODE) }
    Write-Log "${What}: done"
}

function Import-Machine {
    $arguments = '-p', $Password, '-importpfx', "$PSScriptRoot\$PfxFile"
    if (-not $Exportable) { $arguments += 'NoExport' }
    Invoke-Program 'certificate for the machine' 'certutil.exe' $arguments
}

# NoRoot: a root for the user would raise a prompt, and the machine's root serves every user.
function Import-User {
    $modifiers = 'NoRoot'
    if (-not $Exportable) { $modifiers = 'NoExport,NoRoot' }
    $arguments = '-user', '-p', $Password, '-importpfx', "$Stage\$PfxFile", $modifiers
    Invoke-Program 'certificate for the user' 'certutil.exe' $arguments
}

function Add-RunOnce([string]$Hive) {
    $arguments = 'add', "$Hive\$RunOnce", '/v', 'certstick', '/t', 'REG_SZ', '/d', $RunOnceCommand, '/f'
    Invoke-Program 'entry in RunOnce' 'reg.exe' $arguments
}

function Add-DefaultRunOnce {
    Invoke-Program 'hive of the default user loaded' 'reg.exe' @('load', 'HKU\certstick', "$env:SystemDrive\Users\Default\NTUSER.DAT")
    try {
        Add-RunOnce 'HKU\certstick'
    } finally {
        Invoke-Program 'hive of the default user unloaded' 'reg.exe' @('unload', 'HKU\certstick')
    }
}

function Remove-Stage {
    if (Test-Path -LiteralPath $Stage) { Remove-Item -LiteralPath $Stage -Recurse -Force }
}

function Copy-Stage {
    Remove-Stage
    $access = New-Object Security.AccessControl.DirectorySecurity
    $access.SetSecurityDescriptorSddlForm($StageAccess)
    [IO.Directory]::CreateDirectory($Stage, $access) | Out-Null
    Copy-Item -LiteralPath "$PSScriptRoot\$PfxFile" -Destination $Stage
    Copy-Item -LiteralPath "$PSScriptRoot\install.ps1" -Destination $Stage
    Write-Log 'copies for the first sign-in: done'
}

function Register-SignIn {
    try {
        Copy-Stage
        Add-DefaultRunOnce
    } catch {
        Remove-Stage
        throw
    }
}

# Takes the password out of the copies of the answer file that Setup keeps, whatever their encoding.
function Clear-Password {
    foreach ($name in 'unattend.xml', 'unattend-original.xml') {
        $file = "$env:SystemRoot\Panther\$name"
        if (Test-Path -LiteralPath $file) {
            $bytes = [IO.File]::ReadAllBytes($file)
            $encoding = [Text.Encoding]::GetEncoding(28591) # ISO 8859-1 gives each byte back as it was
            if ($bytes[0] -eq 255) { $encoding = [Text.Encoding]::Unicode }
            if ($bytes[0] -eq 254) { $encoding = [Text.Encoding]::BigEndianUnicode }
            $text = $encoding.GetString($bytes)
            $blanked = $text -replace '(-importpfx -p )[^<]*( \$f)', '$1''''$2'
            if ($blanked -ne $text) {
                [IO.File]::WriteAllBytes($file, $encoding.GetBytes($blanked))
                Write-Log "password taken out of $name"
            }
        }
    }
}

function Invoke-Setup {
    if ($Steps -contains 'root') {
        Invoke-Program 'root certificate' 'certutil.exe' @('-addstore', 'Root', "$PSScriptRoot\rootCA.cer")
    }
    if ($Steps -contains 'machine') { Import-Machine }
    if ($Steps -contains 'user') { Register-SignIn }
}

function Invoke-SignIn {
    if ("$(whoami.exe /upn)".Trim() -ne $UserPrincipalName) {
        Write-Log 'the certificate is for somebody else: nothing done'
        return
    }
    try {
        Import-User
    } catch {
        Add-RunOnce 'HKCU' # because RunOnce has forgotten it: the next sign-in tries again
        throw
    }
    Remove-Item -LiteralPath "$Stage\$PfxFile", "$Stage\install.ps1"
    Write-Log 'copies deleted'
}

$failed = $false
try {
    if ($SignIn) { Invoke-SignIn } else { Invoke-Setup }
} catch {
    Write-Log "failed: $_"
    $failed = $true
}
if (-not $SignIn -and $Steps -contains 'blank') {
    try { Clear-Password } catch { Write-Log "the password stays in the answer file's copies: $_" }
}
if ($failed -and $Strict) { exit 3 } # what WillReboot takes as the end of Setup; 1 and 2 would restart
exit 0
