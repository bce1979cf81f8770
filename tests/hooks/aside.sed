# Addresses and serial numbers differ; the threads' traceback that comes last
# is no word of the hooks'.
/^$/{
$!N
/\nCurrent thread/d
/\nExtension modules/d
}
/^  File /d
/^  <no Python frame>/d
s/p=0x[0-9a-f]*/p=ADDRESS/
s/tail=0x[0-9a-f]*/tail=ADDRESS/
s/call #[0-9]*/call #N/
