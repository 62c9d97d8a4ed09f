# Runs scripts that talk to Microsoft Graph, with stand-ins for the two cmdlets of Microsoft.Graph.Authentication, and tells
# what each of them asked for, put out, and ended with.
param([string]$Runs)
$ErrorActionPreference = 'Stop'
$global:requests = @()
$global:answer = $null
$global:holders = @()

function Connect-MgGraph { param([string[]]$Scopes, $Environment, [switch]$NoWelcome) $global:requests += @{ connect = $Scopes } }

function Invoke-MgGraphRequest {
    param($Method, $Uri, $Body, $ContentType, $Headers, $OutputType)
    $text = if ($Body) { [Text.Encoding]::UTF8.GetString($Body) } else { $null }
    $global:requests += @{ method = $Method; uri = $Uri; body = $text; type = $ContentType }
    if ($Uri -like '*certificateUserIds/any*' -or $Uri -like '*certificateUserIds%2Fany*') {
        if ($Headers.ConsistencyLevel -ne 'eventual') { throw 'Request_UnsupportedQuery' }
        return [pscustomobject]@{ value = @($global:holders) }
    }
    if ($Method -eq 'GET') { return $global:answer }
    if ($Method -eq 'POST') { return [pscustomobject]@{ id = 'new-id'; displayName = ($text | ConvertFrom-Json).displayName } }
}

$told = foreach ($run in ([IO.File]::ReadAllText($Runs) | ConvertFrom-Json)) {
    $global:requests = @()
    $global:answer = $run.answer
    $global:holders = @($run.holders | Where-Object { $_ })
    $parameters = @{}
    foreach ($entry in $run.parameters.psobject.Properties) { $parameters[$entry.Name] = $entry.Value }
    $failed = $null
    $output = @()
    try { $output = @(& $run.script @parameters | ForEach-Object { "$_" }) } catch { $failed = "$_" }
    @{ requests = $global:requests; output = $output; failed = $failed }
}
ConvertTo-Json -InputObject @($told) -Depth 6
