<#
Adds the certificate's values to the user's certificateUserIds in Microsoft Entra ID.
It first reads the user's values, because the request replaces the whole list. It refuses more values than Entra allows.
The new values are in certificate-user-ids.json beside this script. It needs the module Microsoft.Graph.Authentication.

Run it with the role Privileged Authentication Administrator. Change users that are synchronized from Active Directory
there (altSecurityIdentities), not here.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    # Which values to add. SubjectKeyIdentifier is enough, and Entra counts it as high affinity.
    [ValidateSet('SubjectKeyIdentifier', 'Sha1PublicKey', 'IssuerAndSerialNumber', 'PrincipalName')]
    [string[]] $Binding = @('SubjectKeyIdentifier')
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Microsoft, "Map to the certificateUserIds attribute in Microsoft Entra ID": at most 10 values a user.
$limit = 10

$path = Join-Path -Path $PSScriptRoot -ChildPath 'certificate-user-ids.json'
$record = Get-Content -LiteralPath $path -Raw -Encoding UTF8 | ConvertFrom-Json
$user = [Uri]::EscapeDataString($record.userPrincipalName)

Connect-MgGraph -Scopes 'User.ReadWrite.All' -NoWelcome
$select = '?$select=id,userPrincipalName,authorizationInfo'
$found = Invoke-MgGraphRequest -Method GET -Uri "https://graph.microsoft.com/v1.0/users/$user$select" -OutputType PSObject

$values = @()
if ($null -ne $found.authorizationInfo) {
    $values = @($found.authorizationInfo.certificateUserIds | Where-Object { $_ })
}
$before = $values.Count
foreach ($name in $Binding) {
    $value = $record.certificateUserIds.$name
    if ($null -eq $value) { throw "The certificate has nothing for $name." }
    if ($values -notcontains $value) { $values += $value }
}
if ($values.Count -eq $before) {
    Write-Output "Nothing to do: the user already has these values."
    return
}
if ($values.Count -gt $limit) {
    throw "That would be $($values.Count) values, but Entra allows $limit. Remove the values of old certificates first."
}

$body = @{ authorizationInfo = @{ certificateUserIds = @($values) } } | ConvertTo-Json -Depth 4
$bytes = [Text.Encoding]::UTF8.GetBytes($body)
if ($PSCmdlet.ShouldProcess($found.userPrincipalName, "write $($values.Count) certificateUserIds")) {
    $target = "https://graph.microsoft.com/v1.0/users/$($found.id)"
    Invoke-MgGraphRequest -Method PATCH -Uri $target -Body $bytes -ContentType 'application/json; charset=utf-8'
    Write-Output "$before values before, $($values.Count) now."
}
