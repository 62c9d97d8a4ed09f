// argv.exe IN OUT: what CommandLineToArgvW makes of each command line. IN holds the lines and OUT the arguments, all in
// UTF-16, each with a zero at its end. The character U+001E stands behind the last argument of each line.
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>
#include <shellapi.h>

int wmain(int argc, wchar_t **argv)
{
    FILE *in = _wfopen(argv[1], L"rb"), *out = _wfopen(argv[2], L"wb");
    fseek(in, 0, SEEK_END);
    size_t length = ftell(in) / sizeof(wchar_t);
    rewind(in);
    wchar_t *lines = malloc(length * sizeof(wchar_t));
    if (argc != 3 || fread(lines, sizeof(wchar_t), length, in) != length) return 1;
    for (wchar_t *line = lines; line < lines + length; line += wcslen(line) + 1) {
        int count;
        wchar_t **found = CommandLineToArgvW(line, &count);
        for (int i = 0; i < count; i++) fwrite(found[i], sizeof(wchar_t), wcslen(found[i]) + 1, out);
        fwrite(L"\x1e", sizeof(wchar_t), 2, out);
        LocalFree(found);
    }
    return fclose(out);
}
