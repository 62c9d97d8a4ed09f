// The table of export targets. Help and messages use it, and a test compares docs/export.md with it. `render.ts`
// renders the files; it is loaded only when it is needed.

interface TargetFacts {
  /** As in the table of docs/export.md. */
  readonly makes: string
  /** Whether the files include the private key. Then the PFX is needed, and the folder is a secret. */
  readonly takesPfx: boolean
  /** Whether the PFX is converted to the legacy format, which every program reads. */
  readonly legacyPfx: boolean
  /** Whether a file can contain the password, if the user wants that. */
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
    next: 'read STEPS.txt',
  },
  macos: {
    makes:
      'root, legacy PFX, `install.sh` and a `.mobileconfig`; the password only with `--include-password`',
    takesPfx: true,
    legacyPfx: true,
    takesPassword: true,
    next: 'read STEPS.txt',
  },
  pfx: {
    makes: 'only the PFX, in the legacy format that older Windows and other programs read',
    takesPfx: true,
    legacyPfx: true,
    takesPassword: false,
    next: 'read STEPS.txt',
  },
  entra: {
    makes: 'certificateUserIds and a script that adds them, the CA upload, the requests for the last day',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'read STEPS.txt',
  },
  intune: {
    makes: 'trusted root, PKCS and SCEP profiles for Graph (beta), and a script that posts them',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'read STEPS.txt',
  },
  handover: {
    makes: 'one page to print: how to test the sign-in, what each error means, whom to call',
    takesPfx: false,
    legacyPfx: false,
    takesPassword: false,
    next: 'open it in a browser and print it',
  },
} as const satisfies Readonly<Record<string, TargetFacts>>

export type Target = keyof typeof TARGETS

export const TARGET_NAMES = Object.keys(TARGETS) as readonly Target[]
