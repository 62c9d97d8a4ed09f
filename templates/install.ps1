# install.ps1: imports one user's sign-in certificate. It contains no secret. The password of the PFX is in the file beside
# it that ends in .password.txt. It is read when it is needed and passed to .NET, so no command line and no event log has it.
#
# Windows Setup runs this script from the stick, as SYSTEM, in the specialize pass. It does the steps below; "user" means
# that it copies itself, the PFX and the password to ProgramData, and adds itself to RunOnce of every future user.
# At a first sign-in RunOnce runs it with -SignIn, as that user. For the right user it imports the PFX and deletes the
# copies. For any other user it imports nothing; the copies, which that user can read, are deleted 72 hours later (-Delete).
# It logs to Windows\Panther\certstick.log in Setup, to AppData\Local\certstick.log at sign-in; no log contains a secret.

param([switch]$SignIn, [switch]$Delete)

try {
    $failed = $false
    $ErrorActionPreference = 'Stop'
    $UserPrincipalName = '<user principal name>'
    $PfxFile = '<file name of the PFX>'
    $Steps = '<steps>' -split ' ' # of: root machine wifi auto-select user blank
    $Issuer = '<name of the root, as JSON>' # for the step auto-select
    $Exportable = '<exportable>' -eq 'yes'
    $Strict = '<strict>' -eq 'yes' # whether an error ends Windows Setup

    $PasswordFile = $PfxFile -replace '\.pfx$', '.password.txt'
    $Stage = Join-Path $env:ProgramData 'certstick'
    $StagedScript = Join-Path $Stage 'install.ps1'
    $Log = Join-Path $env:SystemRoot 'Panther\certstick.log'
    if ($SignIn -or $Delete) { $Log = Join-Path $env:LOCALAPPDATA 'certstick.log' }

    # Full access for SYSTEM and Administrators. Any user who signs in can read and delete the files, because the
    # user is not known before, but cannot add files: nobody can replace this script with another.
    $StageAccess = 'D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;FRFX;;;IU)(A;OIIO;FRSD;;;IU)'

    # With its path, so that no other program of that name is run.
    $PowerShell = Join-Path $env:SystemRoot 'System32\WindowsPowerShell\v1.0\powershell.exe'
    # In RunOnce with the program at most 260 characters. RemoteSigned is enough for a script that was written here.
    $Options = "-NoProfile -ExecutionPolicy RemoteSigned -WindowStyle Hidden -File $StagedScript"
    $RunOnce = 'Software\Microsoft\Windows\CurrentVersion\RunOnce'

    # {0}: when it begins, {1}: when Windows forgets it, {2}: powershell.exe, {3}: its options.
    $Task = '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">' +
        '<Triggers><TimeTrigger><StartBoundary>{0}</StartBoundary><EndBoundary>{1}</EndBoundary></TimeTrigger></Triggers>' +
        '<Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType></Principal></Principals>' +
        '<Settings><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>' +
        '<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><StartWhenAvailable>true</StartWhenAvailable>' +
        '<DeleteExpiredTaskAfter>PT0S</DeleteExpiredTaskAfter></Settings>' +
        '<Actions Context="Author"><Exec><Command>{2}</Command><Arguments>{3}</Arguments></Exec></Actions></Task>'

    function Write-Log([string]$Text) {
        Add-Content -LiteralPath $Log -Value "$(Get-Date -Format s) $Text" -ErrorAction SilentlyContinue
    }

    function Get-Program([string]$Name) {
        Join-Path $env:SystemRoot "System32\$Name"
    }

    function Invoke-Program([string]$What, [string]$Name, [string[]]$Arguments) {
        & (Get-Program $Name) $Arguments | Out-Null
        if ($LASTEXITCODE -ne 0) { throw ('{0}: {1} ended with 0x{2:X8}' -f $What, $Name, $LASTEXITCODE) }
        Write-Log "${What}: done"
    }

    # The certificate alone, without its chain: a root for the user would raise a prompt, and the machine's root serves all.
    function Import-Leaf([string]$Location, [string]$KeySet) {
        $mode = $ExecutionContext.SessionState.LanguageMode
        if ($mode -ne 'FullLanguage') { throw "a policy of this device limits PowerShell to $mode, which cannot import" }
        $flags = "PersistKeySet, $KeySet"
        if ($Exportable) { $flags = "$flags, Exportable" }
        $password = [IO.File]::ReadAllText((Join-Path $PSScriptRoot $PasswordFile))
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new((Join-Path $PSScriptRoot $PfxFile), $password, $flags)
        $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', $Location)
        $store.Open('ReadWrite')
        try { $store.Add($certificate) } finally { $store.Close() }
        Write-Log "certificate imported into the store of ${Location}"
    }

    # An error ends nothing, not even with --strict-import: a device without Wi-Fi hardware can still use a cable, and a missing
    # network must not cost the certificate. Windows encrypts the key of the network when it stores the profile.
    function Add-Wifi {
        try {
            (Get-Service 'WlanSvc').WaitForStatus('Running', '00:01:00')
            $file = Join-Path $PSScriptRoot 'wifi.xml'
            Invoke-Program 'Wi-Fi profile' 'netsh.exe' @('wlan', 'add', 'profile', "filename=$file", 'user=all')
        } catch {
            Write-Log "the Wi-Fi profile was not added: $_"
        }
    }

    # A policy for the browsers alone: they take a certificate of this root for Entra ID without asking, in the worldwide cloud and
    # in that of the US government. Policies that a management server sends are numbered from 1. An error ends nothing here
    # either: then the browser asks. .NET, because Windows PowerShell drops the quotation marks in arguments of reg.exe.
    function Set-AutoSelect {
        try {
            foreach ($browser in 'Microsoft\Edge', 'Google\Chrome') {
                $key = "HKEY_LOCAL_MACHINE\SOFTWARE\Policies\$browser\AutoSelectCertificateForUrls"
                $filter = '"filter":{"ISSUER":{"CN":' + $Issuer + '}}}'
                [Microsoft.Win32.Registry]::SetValue($key, '7301', '{"pattern":"https://[*.]certauth.login.microsoftonline.com",' + $filter)
                [Microsoft.Win32.Registry]::SetValue($key, '7302', '{"pattern":"https://[*.]certauth.login.microsoftonline.us",' + $filter)
            }
            Write-Log 'choice of the certificate in Edge and Chrome: done'
        } catch {
            Write-Log "Edge and Chrome will ask which certificate to take: $_"
        }
    }

    function Add-RunOnce([string]$Hive, [string]$Option) {
        $line = "$PowerShell $Options $Option"
        Invoke-Program 'entry in RunOnce' 'reg.exe' @('add', "$Hive\$RunOnce", '/v', 'certstick', '/t', 'REG_SZ', '/d', $line, '/f')
    }

    function Add-DefaultRunOnce {
        $hive = Join-Path $env:SystemDrive 'Users\Default\NTUSER.DAT'
        Invoke-Program 'hive of the default user loaded' 'reg.exe' @('load', 'HKU\certstick', $hive)
        try {
            Add-RunOnce 'HKU\certstick' '-SignIn'
        } finally {
            Invoke-Program 'hive of the default user unloaded' 'reg.exe' @('unload', 'HKU\certstick')
        }
    }

    # The script last: as long as it exists, RunOnce can try again. The folder stays, because RunOnce of future users still names
    # the script: without this folder any user could create one, with another script in it.
    function Remove-Files {
        foreach ($name in $PasswordFile, $PfxFile, 'install.ps1') {
            $file = Join-Path $Stage $name
            if (Test-Path -LiteralPath $file) { Remove-Item -LiteralPath $file }
        }
    }

    # Byte by byte, so that a file from the internet does not keep its mark.
    function Copy-Stage {
        if (Test-Path -LiteralPath $Stage) { Remove-Item -LiteralPath $Stage -Recurse -Force }
        New-Item -ItemType Directory -Path $Stage | Out-Null
        $access = Get-Acl -LiteralPath $Stage
        $access.SetSecurityDescriptorSddlForm($StageAccess, 'Access')
        Set-Acl -LiteralPath $Stage -AclObject $access
        foreach ($name in 'install.ps1', $PfxFile, $PasswordFile) {
            $bytes = [IO.File]::ReadAllBytes((Join-Path $PSScriptRoot $name))
            [IO.File]::WriteAllBytes((Join-Path $Stage $name), $bytes)
        }
        Write-Log 'copies for the first sign-in: done'
    }

    function Register-SignIn {
        try {
            Copy-Stage
            Add-DefaultRunOnce
        } catch {
            Remove-Files
            throw
        }
    }

    # Removes the password from the copies of the answer file that Setup keeps, in any encoding.
    function Clear-Password {
        foreach ($name in 'unattend.xml', 'unattend-original.xml') {
            $file = Join-Path $env:SystemRoot "Panther\$name"
            if (Test-Path -LiteralPath $file) {
                $bytes = [IO.File]::ReadAllBytes($file)
                $encoding = [Text.Encoding]::GetEncoding(28591) # ISO 8859-1 gives each byte back as it was
                if ($bytes[0] -eq 255) { $encoding = [Text.Encoding]::Unicode }
                if ($bytes[0] -eq 254) { $encoding = [Text.Encoding]::BigEndianUnicode }
                $text = $encoding.GetString($bytes)
                $blanked = $text -replace '(-importpfx -p )[^<]*( \$f)', '$1''''$2'
                if ($blanked -ne $text) {
                    [IO.File]::WriteAllBytes($file, $encoding.GetBytes($blanked))
                    Write-Log "password removed from $name"
                }
            }
        }
    }

    function Invoke-Setup {
        Write-Log "steps: $Steps"
        try {
            if ($Steps -contains 'root') {
                Invoke-Program 'root certificate' 'certutil.exe' @('-addstore', 'Root', (Join-Path $PSScriptRoot 'rootCA.cer'))
            }
            if ($Steps -contains 'machine') { Import-Leaf 'LocalMachine' 'MachineKeySet' }
            if ($Steps -contains 'wifi') { Add-Wifi }
            if ($Steps -contains 'auto-select') { Set-AutoSelect }
            if ($Steps -contains 'user') { Register-SignIn }
        } finally {
            if ($Steps -contains 'blank') {
                try { Clear-Password } catch { Write-Log "the password stays in the answer file's copies: $_" }
            }
        }
    }

    function Remove-Copies {
        try {
            Remove-Files
        } catch {
            Add-RunOnce 'HKCU' '-Delete' # because RunOnce has forgotten it: the next sign-in tries again
            throw
        }
        Write-Log 'copies deleted'
    }

    # As that user's own task, which needs no rights beyond the user's. Its name is the user's own, too: nobody can replace the
    # task of another user.
    function Start-Clock {
        $file = Join-Path $env:LOCALAPPDATA 'certstick-task.xml'
        $end = (Get-Date).AddHours(72).ToString('s')
        try {
            $xml = $Task -f $end, (Get-Date).AddDays(365).ToString('s'), $PowerShell, "$Options -Delete"
            Set-Content -LiteralPath $file -Value $xml -Encoding Unicode
            Invoke-Program 'task that deletes the copies' 'schtasks.exe' @('/create', '/tn', "certstick $env:USERNAME", '/xml', $file, '/f')
            Remove-Item -LiteralPath $file
        } catch {
            Add-RunOnce 'HKCU' '-SignIn'
            throw
        }
        Write-Log "the copies in $Stage will be deleted at $end, in 72 hours, unless $UserPrincipalName signs in before"
    }

    function Invoke-SignIn {
        $user = "$(& (Get-Program 'whoami.exe') /upn)".Trim()
        if ($user -ne $UserPrincipalName) {
            Write-Log 'the certificate is for another user: nothing was imported'
            Start-Clock
            return
        }
        try {
            Import-Leaf 'CurrentUser' 'UserKeySet'
        } catch {
            Add-RunOnce 'HKCU' '-SignIn'
            throw
        }
        Remove-Copies
    }

    if ($Delete) { Remove-Copies } elseif ($SignIn) { Invoke-SignIn } else { Invoke-Setup }
} catch {
    $failed = $true
    Write-Log "failed: $_"
}
if ($failed -and $Strict) { exit 3 } # what WillReboot takes as the end of Setup; 1 and 2 would restart
exit 0
