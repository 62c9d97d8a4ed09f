// Product keys that Microsoft publishes for everybody: they choose an edition, and are no secret. No logic.
// Sources: "Key Management Services (KMS) client activation and product keys" (Microsoft Learn, 2024-10-01) for volume
// licences of Windows 10, 11 and Server 2016 on; resource/WindowsEdition.json of cschneegans/unattend-generator (2878cf2)
// for the keys of retail editions, which only install and never activate.

/** In the answer files of certstick, if `--product-key` names no other. */
export const GENERIC_PRO_KEY = 'VK7JG-NPHTM-C97JM-9MPGT-3V66T'

const BY_EDITION: Readonly<Record<string, string>> = {
  Home: 'YTMG3-N6DKC-DKB77-7M9GH-8HVX7',
  'Home N': '4CPRK-NM3K3-X6XXQ-RXX86-WXCHW',
  'Home Single Language': 'BT79Q-G7N6G-PGBYW-4YWX6-6F4BT',
  Pro: GENERIC_PRO_KEY,
  'Pro N': '2B87N-8KFHP-DKV6R-Y2C8J-PKCKT',
  'Pro Education': '8PTT6-RNW4C-6V7J2-C2D3X-MHBPB',
  'Pro Education N': 'GJTYN-HDMQY-FRR76-HVGC7-QPF8P',
  'Pro for Workstations': 'DXG7C-N36C4-C4HTG-X4T3X-2YV77',
  'Pro N for Workstations': 'WYPNQ-8C467-V2W6J-TX4WX-WT2RQ',
  Education: 'YNMGQ-8RYV3-4PGQ3-C8XTP-7CFBY',
  'Education N': '84NGF-MHBT6-FXBX8-QWJK7-DRR8H',
  Enterprise: 'XGVPP-NMH47-7TTHJ-W3FW7-8HV2C',
  'Enterprise N': 'WGGHN-J84D6-QYCPR-T7PJ7-X766F',
  'Pro, volume licence': 'W269N-WFGWX-YVC9B-4J6C9-T83GX',
  'Pro N, volume licence': 'MH37W-N47XK-V7XM9-C7227-GCQG9',
  'Pro for Workstations, volume licence': 'NRG8B-VKK3Q-CXVCJ-9G2XF-6Q84J',
  'Pro for Workstations N, volume licence': '9FNHH-K3HBT-3W4TD-6383H-6XYWF',
  'Pro Education, volume licence': '6TP4R-GNPTD-KYYHQ-7B7DP-J447Y',
  'Pro Education N, volume licence': 'YVWGF-BXNMC-HTQYQ-CPQ99-66QFC',
  'Education, volume licence': 'NW6C2-QMPVW-D7KKK-3GKT6-VCFB2',
  'Education N, volume licence': '2WH4N-8QGBV-H22JP-CT43Q-MDWWJ',
  'Enterprise, volume licence': 'NPPR9-FWDCX-D2C8J-H872K-2YT43',
  'Enterprise N, volume licence': 'DPH2V-TTNVB-4X9Q3-TJR4H-KHJW4',
  'Enterprise G': 'YYVX9-NTFWV-6MDM3-9PT4T-4M68B',
  'Enterprise G N': '44RPN-FTY23-9VTTB-MP9BX-T84FV',
  'Enterprise LTSC 2019, 2021 and 2024': 'M7XTQ-FN8P6-TTKYV-9D4CC-J462D',
  'Enterprise N LTSC 2019, 2021 and 2024': '92NFX-8DJQP-P6BBQ-THF9C-7CG2H',
  'IoT Enterprise LTSC 2021 and 2024': 'KBN8V-HFGQ4-MGXVD-347P6-PDQGT',
  'Enterprise LTSB 2016': 'DCPHK-NFMTC-H88MJ-PFHPY-QJ4BJ',
  'Enterprise N LTSB 2016': 'QFFDN-GRT3P-VKWWX-X7T3R-8B639',
  'Enterprise LTSB 2015': 'WNMTR-4C88C-JK8YV-HQ7T2-76DF9',
  'Enterprise N LTSB 2015': '2F77B-TNFGY-69QQF-B8YKP-D69TJ',
  'Server 2025 Standard': 'TVRH6-WHNXV-R9WG3-9XRFY-MY832',
  'Server 2025 Datacenter': 'D764K-2NDRG-47T6Q-P8T8W-YP6DF',
  'Server 2025 Datacenter: Azure Edition': 'XGN3F-F394H-FD2MY-PP6FD-8MCRC',
  'Server 2022 Standard': 'VDYBN-27WPP-V4HQT-9VMD4-VMK7H',
  'Server 2022 Datacenter': 'WX4NM-KYWYW-QJJR4-XV3QB-6VM33',
  'Server 2022 Datacenter: Azure Edition': 'NTBV8-9K7Q8-V27C6-M2BTV-KHMXV',
  'Server 2019 Standard': 'N69G4-B89J2-4G8F4-WWYCC-J464C',
  'Server 2019 Datacenter': 'WMDGN-G9PQG-XVVXX-R3X43-63DFG',
  'Server 2019 Essentials': 'WVDHN-86M7X-466P6-VHXV7-YY726',
  'Server 2016 Standard': 'WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY',
  'Server 2016 Datacenter': 'CB7KF-BWN84-R7R2Y-793K2-8XDDG',
  'Server 2016 Essentials': 'JCKRF-N37P4-C2D82-9YXRT-4M63B',
  'Server, semi-annual, Standard': 'N2KJX-J94YW-TQVFB-DG9YT-724CC',
  'Server, semi-annual, Datacenter': '6NMRW-2C8FM-D24W7-TQWMY-CWH2D',
  // Stands for none: Setup asks, or takes that of the firmware.
  asks: '00000-00000-00000-00000-00000',
}

const KEYS = new Set(Object.values(BY_EDITION))

export function isGenericKey(key: string): boolean {
  return KEYS.has(key.trim().toUpperCase())
}

/** The EDITIONID of each in a Windows image. Left out: LTSC, Server and others, of which one key is for images of several. */
const EDITION_IDS: Readonly<Record<string, string>> = {
  Home: 'Core',
  'Home N': 'CoreN',
  'Home Single Language': 'CoreSingleLanguage',
  Pro: 'Professional',
  'Pro N': 'ProfessionalN',
  'Pro Education': 'ProfessionalEducation',
  'Pro Education N': 'ProfessionalEducationN',
  'Pro for Workstations': 'ProfessionalWorkstation',
  'Pro N for Workstations': 'ProfessionalWorkstationN',
  'Pro for Workstations N': 'ProfessionalWorkstationN',
  Education: 'Education',
  'Education N': 'EducationN',
  Enterprise: 'Enterprise',
  'Enterprise N': 'EnterpriseN',
}

/** The edition that a published key installs, as an image names it; null: another key, or one for several editions. */
export function editionOfKey(key: string): string | null {
  const written = key.trim().toUpperCase()
  const name = Object.keys(BY_EDITION).find((edition) => BY_EDITION[edition] === written) ?? ''
  return EDITION_IDS[name.replace(', volume licence', '')] ?? null
}
