// The components that an answer file may have. No logic.
// Source: "Components" of Microsoft's Unattended Windows Setup Reference, Windows 10 and 11, clients and servers.

/** Without "Microsoft-Windows-" in front. */
const OF_WINDOWS = `
  Audio-AudioCore Audio-VolumeControl Authentication-AuthUI BLB-WSB-Online-Main BrowserService CodeIntegrity CoreMmRes
  Deployment DeviceAccess DeviceGuard-Unattend DiagCpl Disk-Failure-Diagnostic-Module DNS-Client Embedded-BootExp
  Embedded-EmbeddedLogon Embedded-KeyboardFilterService Embedded-ShellLauncher Embedded-UnifiedWriteFilter
  EnhancedStorage-Adm ErrorReportingCore Fax-Service GPIOButtons HelpAndSupport IE-ClientNetworkProtocolImplementation
  IE-ESC IE-InternetExplorer International-Core International-Core-WinPE LUA-Settings MapControl-Desktop
  MediaPlayer-Core MicrosoftEdgeBrowser MobilePC-Sensors-API NetBT NetworkBridge NetworkLoadBalancing-Core
  OutOfBoxExperience PartitionManager PnpCustomizationsNonWinPE PnpCustomizationsWinPE PnpSysprep PowerCPL
  Printing-Spooler-Core RasServer RemoteAssistance-Exe SecureStartup-FilterDriver Security-SPP Security-SPP-UX
  ServerManager-SvrMgrNc Setup SharedAccess Shell-Setup SHWebSVC SMBServer SNMP-Agent-Service SQMAPI STObject
  StorPort-RegistrySettings SystemMaintenanceService SystemRestore-Main SystemSettingsThreshold
  TabletPC-Platform-Input-Core TapiSetup TCPIP TerminalServices-CentralPublishing TerminalServices-LicenseServer
  TerminalServices-LocalSessionManager TerminalServices-Publishing-WMIProvider
  TerminalServices-RDP-WinStationExtensions TerminalServices-RemoteConnectionManager Tpm-Tasks TwinUI UnattendedJoin
  WDF-KernelLibrary WiFiNetworkManager WinRE-RecoveryAgent WLANSVC WorkstationService WPD-BusEnumService WWANUI
`

export const COMPONENT_NAMES: readonly string[] = [
  ...OF_WINDOWS.trim()
    .split(/\s+/)
    .map((name) => `Microsoft-Windows-${name}`),
  'Networking-MPSSVC-Svc',
  'Security-Malware-Windows-Defender',
]
