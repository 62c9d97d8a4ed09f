// Why install.ps1 failed, by the error that it logged, and what to do. What .NET says is in the language of Windows, so an
// error that is not known here is shown as it is.
// Exit codes of certutil are HRESULTs: Microsoft, "Common HRESULT values" and "System Error Codes".

interface Failure {
  readonly error: RegExp
  readonly why: string
  readonly hint: string
}

const AGAIN = 'recreate the stick with certstick regenerate'

const FAILURES: readonly Failure[] = [
  {
    error: /^a policy of this device limits PowerShell to \w+, which cannot import$/,
    why: 'an application control policy (WDAC or AppLocker) limits PowerShell',
    hint: 'allow the script in the policy, import by hand with certstick export --to windows, or give --store machine --import inline',
  },
  {
    error: /^root certificate: certutil\.exe ended with 0x(?:80070002|80070003)/,
    why: 'rootCA.cer was not found: the stick was removed, or its files are incomplete',
    hint: 'leave the stick plugged in until the first sign-in page; check it with certstick verify',
  },
  {
    error: /^root certificate: certutil\.exe ended with 0x80070005/,
    why: 'Windows did not allow the root certificate to be added',
    hint: 'check whether a policy of the device manages root certificates',
  },
  {
    error: /^root certificate: certutil\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'certutil could not add the root certificate',
    hint: 'look up the code with certutil -error CODE; check the stick with certstick verify',
  },
  {
    error: /^hive of the default user loaded: reg\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'the registry of new users could not be opened, so nothing will run at the first sign-in',
    hint: 'look for another command in the answer file that uses C:\\Users\\Default\\NTUSER.DAT; then import by hand with certstick export --to windows',
  },
  {
    error: /^hive of the default user unloaded: reg\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'the registry of new users could not be closed, so nothing was kept for the first sign-in; new users may get a temporary profile until the device restarts',
    hint: 'restart the device, then import by hand with certstick export --to windows',
  },
  {
    error: /^entry in RunOnce: reg\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'the script could not be added to RunOnce, so it will not run at the next sign-in',
    hint: 'import by hand with certstick export --to windows',
  },
  {
    error: /^Wi-Fi profile: netsh\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'the device has no Wi-Fi adapter, Windows has no driver for it, or Windows did not take the profile',
    hint: 'use a network cable, or add the driver to the installation stick; check the profile with netsh wlan add profile on another PC',
  },
  {
    error: /WlanSvc|time[- ]?out|Zeitüberschreitung/i,
    why: 'the Wi-Fi service of Windows did not start within a minute',
    hint: 'use a network cable, or choose the network on the page of Windows Setup',
  },
  {
    error: /^task that deletes the copies: schtasks\.exe ended with 0x[0-9A-F]{8}$/,
    why: 'Windows did not take the task',
    hint: 'look for a policy of the device that forbids tasks of users',
  },
  {
    error:
      /network password is not correct|Netzwerkkennwort ist (?:falsch|nicht korrekt)|mot de passe réseau/i,
    why: 'the password file does not open the PFX, or this Windows is older than 10 1809 and the PFX is modern',
    hint: `check the stick with certstick verify; for older Windows ${AGAIN} and --pfx legacy`,
  },
  {
    error: /^(?=.*(?:could not find|nicht gefunden|introuvable))(?=.*(?:password\.txt|-cba\.pfx))/i,
    why: 'the PFX or the file with its password was not found beside the script',
    hint: `check the stick with certstick verify; ${AGAIN} if files are missing`,
  },
  {
    error: /being used by another process|von einem anderen Prozess verwendet/i,
    why: 'another program had a file open, such as antivirus',
    hint: 'in a log of Setup, import by hand with certstick export --to windows; in a log of the user, sign in again: the script tries again',
  },
  {
    error: /(?:access|zugriff).*(?:denied|verweigert)/i,
    why: 'Windows denied access to a file or store',
    hint: 'check whether a policy or security software of the device protects it; import by hand with certstick export --to windows',
  },
]

const OTHER: Omit<Failure, 'error'> = {
  why: 'Windows reported an error that certstick does not know',
  hint: 'read the error above; import by hand with certstick export --to windows',
}

export function explainFailure(error: string): { readonly why: string; readonly hint: string } {
  return FAILURES.find((one) => one.error.test(error.trim())) ?? OTHER
}
