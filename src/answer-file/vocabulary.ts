// The words and numbers that Windows Setup knows answer files by. No logic.
// Source of truth: Microsoft's Unattended Windows Setup Reference, the page named at each.

/** The configuration passes, in the order in which they stand in a file. ("Windows Setup Configuration Passes") */
export const PASSES = [
  'windowsPE',
  'offlineServicing',
  'generalize',
  'specialize',
  'auditSystem',
  'auditUser',
  'oobeSystem',
] as const
export type Pass = (typeof PASSES)[number]

/** What a component can be for and a command can run on; `wow64` components only ride along with amd64. */
export const ARCHITECTURES = ['x86', 'amd64', 'arm64'] as const
export type Architecture = (typeof ARCHITECTURES)[number]

export const UNATTEND_NAMESPACE = 'urn:schemas-microsoft-com:unattend'
/** Of the `action` that list items carry. ("wcm:action") */
export const WCM_NAMESPACE = 'http://schemas.microsoft.com/WMIConfig/2002/State'

/** What, beside name and architecture, makes a component the one that ships with Windows. ("component") */
export const COMPONENT_IDENTITY = {
  publicKeyToken: '31bf3856ad364e35',
  language: 'neutral',
  versionScope: 'nonSxS',
} as const

/** Runs commands in `specialize` and `auditUser`. */
export const DEPLOYMENT = 'Microsoft-Windows-Deployment'
/** Runs commands in `windowsPE`; also disks, images, licence. */
export const SETUP = 'Microsoft-Windows-Setup'
/** Holds the computer's name in `specialize`, accounts and first-logon commands in `oobeSystem`. */
export const SHELL_SETUP = 'Microsoft-Windows-Shell-Setup'

/** Joins a domain or a workgroup in `specialize`. */
export const UNATTENDED_JOIN = 'Microsoft-Windows-UnattendedJoin'

/** Where `RunSynchronous` and `RunAsynchronous` are valid. (the pages of both for each component) */
export const RUN_PASSES: Readonly<Record<string, readonly Pass[]>> = {
  [DEPLOYMENT]: ['specialize', 'auditUser'],
  [SETUP]: ['windowsPE'],
}

/** UTF-16 code units, counted after XML references are decoded. ("RunSynchronousCommand Path") */
export const MAX_PATH_LENGTH = 259
/** ("RunSynchronousCommand Description") */
export const MAX_DESCRIPTION_LENGTH = 259
/** 1 to 500, each once in its list. ("RunSynchronousCommand Order") */
export const MAX_ORDER = 500
/** ("SynchronousCommand CommandLine" of FirstLogonCommands) */
export const MAX_COMMAND_LINE_LENGTH = 1024
/** ("SynchronousCommand Description" of FirstLogonCommands) */
export const MAX_LOGON_DESCRIPTION_LENGTH = 256
