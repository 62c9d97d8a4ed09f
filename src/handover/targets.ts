// The ways into which a certificate is handed over: one table, from which help, messages and the README's own follow. What
// is in the files is the renderers' part (`render.ts`), which are loaded only where one of them is asked for.

interface TargetFacts {
  /** As the README's table has it. */
  readonly makes: string
  /** Whether the private key goes along, which needs the PFX and makes the folder a secret. */
  readonly takesPfx: boolean
  /** Whether the PFX is packed anew in the legacy format, which every reader knows. */
  readonly legacyPfx: boolean
  /** Whether a file can tell the password too, where that is asked for. */
  readonly takesPassword: boolean
  /** What to do with the files. */
  readonly next: string
}

export const TARGETS = {
  windows: {
    makes: "root, PFX and `install.cmd` for the user's own store; certutil asks for the password",
    takesPfx: true,
    legacyPfx: false,
    takesPassword: false,
    next: 'STEPS.txt',
  },
  macos: {
    makes:
      'root, legacy PFX, `install.sh` and a `.mobileconfig`; the password only with `--include-password`',
    takesPfx: true,
    legacyPfx: true,
    takesPassword: true,
    next: 'STEPS.txt',
  },
  pfx: {
    makes: 'the PFX alone, in the legacy format that older Windows and other programs read',
    takesPfx: true,
    legacyPfx: true,
    takesPassword: false,
    next: 'STEPS.txt',
  },
  entra: {
    makes: 'certificateUserIds and a script that merges them, the CA upload, the requests of the last day',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'STEPS.txt',
  },
  intune: {
    makes: 'trusted root, PKCS and SCEP profiles for Graph (beta), and a script that posts them',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'STEPS.txt',
  },
  handover: {
    makes: 'one page to print: how to test the sign-in, what each error means, whom to tell',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'open it in a browser and print it',
  },
} as const satisfies Readonly<Record<string, TargetFacts>>

export type Target = keyof typeof TARGETS

export const TARGET_NAMES = Object.keys(TARGETS) as readonly Target[]
