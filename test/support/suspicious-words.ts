// The words for which Windows PowerShell writes a whole script into event 4104, whatever the policy says, unless script
// block logging is switched off. The names are those of PowerShell's engine/runtime/CompiledScriptBlock.cs, which keeps a
// hash of each; test/proof/powershell holds this list against the engine itself.

/** Only letters and hyphens are looked at, in any case, and anything else parts them: so `kernel32` is never found. */
export function suspiciousWords(script: string): string[] {
  const runs = script.toLowerCase().match(/[a-z-]+/g) ?? []
  return SUSPICIOUS_WORDS.filter((word) => runs.some((run) => run.includes(word.toLowerCase())))
}

export const SUSPICIOUS_WORDS: readonly string[] = `
Add-Type DllImport DefineDynamicAssembly DefineDynamicModule DefineType DefineConstructor CreateType DefineLiteral DefineEnum
DefineField ILGenerator Emit UnverifiableCodeAttribute DefinePInvokeMethod GetTypes GetAssemblies Methods Properties
GetConstructor GetConstructors GetDefaultMembers GetEvent GetEvents GetField GetFields GetInterface GetInterfaceMap
GetInterfaces GetMember GetMembers GetMethod GetMethods GetNestedType GetNestedTypes GetProperties GetProperty InvokeMember
MakeArrayType MakeByRefType MakeGenericType MakePointerType DeclaringMethod DeclaringType ReflectedType TypeHandle
TypeInitializer UnderlyingSystemType InteropServices Marshal AllocHGlobal PtrToStructure StructureToPtr FreeHGlobal IntPtr
MemoryStream DeflateStream FromBase64String EncodedCommand Bypass ToBase64String ExpandString GetPowerShell OpenProcess
VirtualAlloc VirtualFree WriteProcessMemory CreateUserThread CloseHandle GetDelegateForFunctionPointer CreateThread memcpy
LoadLibrary GetModuleHandle GetProcAddress VirtualProtect FreeLibrary ReadProcessMemory CreateRemoteThread
AdjustTokenPrivileges WriteByte WriteInt32 OpenThreadToken PtrToString ZeroFreeGlobalAllocUnicode OpenProcessToken
GetTokenInformation SetThreadToken ImpersonateLoggedOnUser RevertToSelf GetLogonSessionData CreateProcessWithToken
DuplicateTokenEx OpenWindowStation OpenDesktop MiniDumpWriteDump AddSecurityPackage EnumerateSecurityPackages
GetProcessHandle DangerousGetHandle CryptoServiceProvider Cryptography RijndaelManaged SHA1Managed CryptoStream
CreateEncryptor CreateDecryptor TransformFinalBlock DeviceIoControl SetInformationProcess PasswordDeriveBytes
GetAsyncKeyState GetKeyboardState GetForegroundWindow BindingFlags NonPublic ScriptBlockLogging
LogPipelineExecutionDetails ProtectedEventLogging kernel32
`
  .trim()
  .split(/\s+/)
