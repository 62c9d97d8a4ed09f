// How the PowerShell scripts of an export are started: one text for every STEPS.txt. The same line works in a Command Prompt, in
// Windows PowerShell and in PowerShell 7. Source: Microsoft, "about_Execution_Policies".

/** The lines to type; `Bypass` is for this one start. */
export function startScript(script: string, options = ''): string {
  return `powershell -NoProfile -ExecutionPolicy Bypass -File .\\${script}${options === '' ? '' : ` ${options}`}`
}

/** What must be there before, and why a script is not started by its name alone. */
export const SCRIPT_LINES: readonly string[] = [
  'How to start the script',
  '   Open a Command Prompt or a PowerShell window in this folder. Once per computer, install the module that the',
  '   script needs (answer Y if it asks for NuGet or for PSGallery):',
  '   powershell -NoProfile -ExecutionPolicy Bypass -Command "Install-Module Microsoft.Graph.Authentication -Scope CurrentUser"',
  '   Start the script with the whole line below. By its name alone Windows refuses it: its default policy allows no',
  '   script, and RemoteSigned allows none that came by mail or download. -ExecutionPolicy Bypass is for this one start',
  '   only, and has no effect where your organization sets the policy: then sign the script.',
]
