<#
Adds the certificate's values to the user's certificateUserIds in Microsoft Entra ID.
It first reads the user's values, because the request replaces the whole list. It refuses more values than Entra allows, a
value that another user has, and a user who comes from Active Directory.
The new values are in certificate-user-ids.json beside this script. It needs the module Microsoft.Graph.Authentication.

Run it with the role Privileged Authentication Administrator. Users who come from Active Directory are changed there
(altSecurityIdentities).
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    # Which values to add. SubjectKeyIdentifier is enough, and Entra counts it as high affinity.
    [ValidateSet('SubjectKeyIdentifier', 'Sha1PublicKey', 'IssuerAndSerialNumber', 'PrincipalName')]
    [string[]] $Binding = @('SubjectKeyIdentifier'),
    # The cloud of the tenant.
    [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')]
    [string] $Environment = 'Global'
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Microsoft, "Map to the certificateUserIds attribute in Microsoft Entra ID": at most 10 values a user.
$limit = 10

$path = Join-Path -Path $PSScriptRoot -ChildPath 'certificate-user-ids.json'
$record = Get-Content -LiteralPath $path -Raw -Encoding UTF8 | ConvertFrom-Json
$user = [Uri]::EscapeDataString($record.userPrincipalName)

$roots = @{
    Global = 'https://graph.microsoft.com'
    USGov = 'https://graph.microsoft.us'
    USGovDoD = 'https://dod-graph.microsoft.us'
    China = 'https://microsoftgraph.chinacloudapi.cn'
}
$users = "$($roots[$Environment])/v1.0/users"

Connect-MgGraph -Scopes 'User.ReadWrite.All' -Environment $Environment -NoWelcome
$select = '?$select=id,userPrincipalName,onPremisesSyncEnabled,authorizationInfo'
$found = Invoke-MgGraphRequest -Method GET -Uri "$users/$user$select" -OutputType PSObject
if ($found.PSObject.Properties['onPremisesSyncEnabled'] -and $found.onPremisesSyncEnabled) {
    throw "$($found.userPrincipalName) comes from Active Directory. Set altSecurityIdentities there."
}

$values = @()
if ($null -ne $found.authorizationInfo) {
    $values = @($found.authorizationInfo.certificateUserIds | Where-Object { $_ })
}
$before = $values.Count
foreach ($name in $Binding) {
    $value = $record.certificateUserIds.$name
    if ($null -eq $value) { throw "The certificate has nothing for $name." }
    if ($values -contains $value) { continue }
    # A value is of one user in the tenant. Graph answers this question only with the header and $count.
    $quoted = $value -replace "'", "''"
    $filter = [Uri]::EscapeDataString("authorizationInfo/certificateUserIds/any(x:x eq '$quoted')")
    $query = '?$count=true&$select=id,userPrincipalName&$filter=' + $filter
    $headers = @{ ConsistencyLevel = 'eventual' }
    $holders = Invoke-MgGraphRequest -Method GET -Uri "$users$query" -Headers $headers -OutputType PSObject
    foreach ($holder in @($holders.value | Where-Object { $_ })) {
        if ($holder.id -ne $found.id) { throw "$value belongs to $($holder.userPrincipalName). Remove it there first." }
    }
    $values += $value
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
    Invoke-MgGraphRequest -Method PATCH -Uri "$users/$($found.id)" -Body $bytes -ContentType 'application/json; charset=utf-8'
    Write-Output "$before values before, $($values.Count) now."
}
