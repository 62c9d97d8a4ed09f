// A stand-in for a program of Windows. It adds its command line, in UTF-8, to the file that RECORD names, and prints what
// SAYS holds. It ends with the exit code that the variable of its second argument's name holds (as in `set -importpfx=1`),
// or with 0.
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

int wmain(int argc, wchar_t **argv)
{
    char line[32768];
    WideCharToMultiByte(CP_UTF8, 0, GetCommandLineW(), -1, line, sizeof line, NULL, NULL);
    FILE *record = _wfopen(_wgetenv(L"RECORD"), L"ab");
    fprintf(record, "%s\n", line);
    fclose(record);
    if (_wgetenv(L"SAYS")) printf("%ls\n", _wgetenv(L"SAYS"));
    const wchar_t *code = argc > 2 ? _wgetenv(argv[2]) : NULL;
    return code ? (int)wcstol(code, NULL, 10) : 0;
}
