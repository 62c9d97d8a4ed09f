# Runs texts of -Command one after the other, each in the way in which programs get their arguments from PowerShell 7, and in
# the older one of Windows PowerShell. What certutil's stand-in finds is in the file of calls.
param([string]$Texts)
foreach ($passing in 'Standard', 'Legacy') {
    $PSNativeCommandArgumentPassing = $passing
    foreach ($text in ([IO.File]::ReadAllText($Texts) | ConvertFrom-Json)) { & ([scriptblock]::Create($text)) }
}
ConvertTo-Json -InputObject @([IO.DriveInfo]::GetDrives().Name)
