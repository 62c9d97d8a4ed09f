// hold.exe FILE READY: keeps a file or folder open as antivirus, an indexer or Explorer does, without sharing deletion,
// until it is ended. It creates READY when it has the file.
#include <windows.h>

int wmain(int argc, wchar_t **argv)
{
    HANDLE held = CreateFileW(argv[1], GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                              FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (argc != 3 || held == INVALID_HANDLE_VALUE) return 1;
    CreateFileW(argv[2], GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    Sleep(INFINITE);
    return 0;
}
