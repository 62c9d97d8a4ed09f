# Runs scripts one after the other, each in a PowerShell of its own, and tells after each what came of it: its exit code,
# what is in the user's store (which is then emptied), the programs that were started, the files under the given folders.
# Get-Acl, Set-Acl and Get-Service, which only Windows has, are stood in for; cmdlets that are to fail do so.
param([string]$Path)
$ErrorActionPreference = 'Stop'

function Use-Store {
    $store = [Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
    $store.Open('ReadWrite')
    foreach ($certificate in $store.Certificates) {
        @{ thumbprint = $certificate.Thumbprint; hasKey = $certificate.HasPrivateKey }
        $store.Remove($certificate)
    }
    $store.Close()
}

$standIns = @{
    'Get-Acl' = {
        param($LiteralPath)
        $access = [pscustomobject]@{ Sddl = '' }
        $access | Add-Member ScriptMethod SetSecurityDescriptorSddlForm { param($Text, $Sections) $this.Sddl = "$Sections $Text" }
        $access
    }
    'Set-Acl' = {
        param($LiteralPath, $AclObject)
        [IO.File]::AppendAllText($env:CALLS, ("3`0Set-Acl`0" + $LiteralPath + "`0" + $AclObject.Sddl + "`0"))
    }
    'Get-Service' = {
        param([Parameter(Position = 0)]$Name)
        $service = [pscustomobject]@{ Name = $Name; Status = $env:WLAN }
        $service | Add-Member ScriptMethod WaitForStatus {
            param([string]$Status, [TimeSpan]$Time)
            [IO.File]::AppendAllText($env:CALLS, ("3`0WaitForStatus`0" + $Status + "`0" + $Time.TotalSeconds + "`0"))
            if ($this.Status -ne $Status) { throw 'Time out has expired and the operation has not been completed.' }
        }
        $service
    }
    'Set-TestValue' = {
        param($Words)
        $key, $name, $value = $Words
        [IO.File]::AppendAllText($env:CALLS, ("4`0SetValue`0" + $key + "`0" + $name + "`0" + (-join $value) + "`0"))
    }
    'Remove-Item' = {
        param($LiteralPath, [switch]$Recurse, [switch]$Force)
        if ((Split-Path -Leaf $LiteralPath) -eq $env:HELD) { throw 'another program has the file open' }
        Microsoft.PowerShell.Management\Remove-Item @PSBoundParameters
    }
}

function Invoke-Phase($Phase) {
    foreach ($entry in $Phase.env.psobject.Properties) { [Environment]::SetEnvironmentVariable($entry.Name, $entry.Value) }
    $state = [initialsessionstate]::CreateDefault()
    if ($Phase.languageMode) {
        $state.LanguageMode = $Phase.languageMode
    } else {
        foreach ($name in $standIns.Keys + $Phase.failing | Select-Object -Unique) {
            $body = if ($Phase.failing -contains $name) { 'throw "failed as told"' } else { "$($standIns[$name])" }
            $state.Commands.Add([Management.Automation.Runspaces.SessionStateFunctionEntry]::new($name, $body))
        }
    }
    $shell = [powershell]::Create($state)
    [void]$shell.AddCommand($Phase.script)
    foreach ($switch in $Phase.switches) { [void]$shell.AddParameter($switch) }
    try { $output = @($shell.Invoke() | ForEach-Object { "$_" }) } catch { $output = @("thrown: $_") }
    $code = $shell.Runspace.SessionStateProxy.PSVariable.GetValue('LASTEXITCODE')
    $files = @{}
    foreach ($folder in $Phase.folders) {
        foreach ($file in Get-ChildItem -LiteralPath $folder -Recurse -File -ErrorAction SilentlyContinue) {
            $files[$file.FullName] = [Convert]::ToBase64String([IO.File]::ReadAllBytes($file.FullName))
        }
    }
    $calls = if (Test-Path $env:CALLS) { [IO.File]::ReadAllText($env:CALLS) } else { '' }
    [IO.File]::WriteAllText($env:CALLS, '')
    @{ code = $code; output = $output; store = @(Use-Store); calls = $calls; files = $files }
}

$lives = [IO.File]::ReadAllText($Path) | ConvertFrom-Json
$told = foreach ($life in $lives) { , @(foreach ($phase in $life) { Invoke-Phase $phase }) }
ConvertTo-Json -InputObject @($told) -Depth 6 -Compress
