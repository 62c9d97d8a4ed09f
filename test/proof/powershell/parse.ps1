# A file of texts in, as a JSON list; out, of each: the errors of PowerShell's own parser, and the first word that its checker of
# suspicious content finds, which is internal and so reached by reflection.
param([string]$Texts)
$ErrorActionPreference = 'Stop'

$checker = [psobject].Assembly.GetType('System.Management.Automation.ScriptBlock+SuspiciousContentChecker')
$match = $checker.GetMethod('Match', [Reflection.BindingFlags]'NonPublic, Public, Static')
$found = foreach ($text in ([IO.File]::ReadAllText($Texts) | ConvertFrom-Json)) {
    $errors = $null
    [void][Management.Automation.Language.Parser]::ParseInput($text, [ref]$null, [ref]$errors)
    @{ errors = @($errors | ForEach-Object { "$_" }); word = $match.Invoke($null, [object[]]@([string]$text.psobject.BaseObject)) }
}
ConvertTo-Json -InputObject @($found) -Depth 4
