# TAP for shell tests: source it, call the functions, end with tap_end.
# shellcheck shell=sh
tap_count=0

# Lines for the log; each becomes a TAP comment.
tap_note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# tap_result STATUS NAME: one case, passed if STATUS is 0.
tap_result() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		echo "not ok $tap_count - $2"
	fi
}

# tap_empty NAME FINDINGS: passed if there are no findings; shows them.
tap_empty() {
	[ -z "$2" ]
	tap_result $? "$1"
	[ -z "$2" ] || tap_note "$2"
}

# tap_skip NAME REASON
tap_skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# tap_sanitized PROGRAM: whether it was built with the address sanitizer.
tap_sanitized() {
	ASAN_OPTIONS=help=1 "$1" --version 2>&1 | grep -q Sanitizer
}

tap_end() {
	echo "1..$tap_count"
}
