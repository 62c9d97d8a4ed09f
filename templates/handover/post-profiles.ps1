<#
Creates the Intune profiles in this folder: the trusted root, then the PKCS or the SCEP profile that needs it.
The profiles are not assigned: do that in the Intune admin center, with a pilot group first.
Needs the module Microsoft.Graph.Authentication. These profile types exist in Graph's beta version only.

  .\post-profiles.ps1 -CertificationAuthority ca01.contoso.com -CertificationAuthorityName 'Contoso CA' -TemplateName IntuneUser
  .\post-profiles.ps1 -ScepServerUrl https://ndes.contoso.com/certsrv/mscep/mscep.dll
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Pkcs')]
param(
    # Host name of the issuing AD CS certification authority.
    [Parameter(Mandatory = $true, ParameterSetName = 'Pkcs')] [string] $CertificationAuthority,
    # Its name, as certutil -dump shows it.
    [Parameter(Mandatory = $true, ParameterSetName = 'Pkcs')] [string] $CertificationAuthorityName,
    # Name of the certificate template there; not its display name.
    [Parameter(Mandatory = $true, ParameterSetName = 'Pkcs')] [string] $TemplateName,
    # Address of the SCEP server, https.
    [Parameter(Mandatory = $true, ParameterSetName = 'Scep')] [string] $ScepServerUrl
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$profiles = 'https://graph.microsoft.com/beta/deviceManagement/deviceConfigurations'

function Read-Profile([string] $Name) {
    $path = Join-Path -Path $PSScriptRoot -ChildPath $Name
    Get-Content -LiteralPath $path -Raw -Encoding UTF8 | ConvertFrom-Json
}

function New-Profile($Content) {
    $body = $Content | ConvertTo-Json -Depth 8
    if ($body -match 'REPLACE-WITH-') { throw "A placeholder is left in $($Content.displayName)." }
    if (-not $PSCmdlet.ShouldProcess($Content.displayName, 'create')) { return $null }
    $bytes = [Text.Encoding]::UTF8.GetBytes($body)
    $type = 'application/json; charset=utf-8'
    Invoke-MgGraphRequest -Method POST -Uri $profiles -Body $bytes -ContentType $type -OutputType PSObject
}

if ($PSCmdlet.ParameterSetName -eq 'Pkcs') {
    $leaf = Read-Profile 'pkcs-profile.json'
    $leaf.certificationAuthority = $CertificationAuthority
    $leaf.certificationAuthorityName = $CertificationAuthorityName
    $leaf.certificateTemplateName = $TemplateName
} else {
    $leaf = Read-Profile 'scep-profile.json'
    $leaf.scepServerUrls = @($ScepServerUrl)
}

Connect-MgGraph -Scopes 'DeviceManagementConfiguration.ReadWrite.All' -NoWelcome
$root = New-Profile (Read-Profile 'trusted-root.json')
if ($null -ne $root) {
    Write-Output "Created $($root.displayName), $($root.id)."
    if ($PSCmdlet.ParameterSetName -eq 'Scep') {
        $leaf.'rootCertificate@odata.bind' = "$profiles('$($root.id)')"
    }
    $created = New-Profile $leaf
    Write-Output "Created $($created.displayName), $($created.id)."
}
