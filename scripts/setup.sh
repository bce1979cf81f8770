# What start and check share: install what is missing, configure, build.
# Sourced by them, with $top the source folder and $me the script's name.
# What is said here goes to standard error; standard output belongs to the
# program.
# shellcheck shell=sh
: "${top:?}" "${me:?}"

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "$me: $*"
	exit 1
}

# Everything needed: for what, how to see that it is there (a command that
# runs, a module that pkg-config knows, a function below), and the packages
# that bring it: Debian and Ubuntu | Fedora | Arch | Alpine | Homebrew.
# "clone" is what a clone needs and a tarball does not.
needs() {
	cat <<'END'
build|try compiles      |gcc libc6-dev |gcc glibc-devel  |gcc     |gcc musl-dev|gcc
build|command make      |make          |make             |make    |make        |make
clone|command autoreconf|autoconf      |autoconf         |autoconf|autoconf    |autoconf
clone|command automake  |automake      |automake         |automake|automake    |automake
build|command pkg-config|pkg-config    |pkgconf-pkg-config|pkgconf|pkgconf     |pkgconf
clone|command msgfmt    |gettext       |gettext          |gettext |gettext     |gettext
build|module ncursesw   |libncurses-dev|ncurses-devel    |ncurses |ncurses-dev ncurses-terminfo|ncurses
build|module readline   |libreadline-dev|readline-devel  |readline|readline-dev|readline
build|module zlib       |zlib1g-dev    |zlib-devel       |zlib    |zlib-dev    |zlib
build|module libzstd    |libzstd-dev   |libzstd-devel    |zstd    |zstd-dev    |zstd
build|module jansson    |libjansson-dev|jansson-devel    |jansson |jansson-dev |jansson
build|module md4c       |libmd4c-dev   |md4c-devel       |md4c    |md4c-dev    |md4c
build|module pangocairo |libpango1.0-dev|pango-devel    |pango   |pango-dev   |pango
check|module cmocka     |libcmocka-dev |libcmocka-devel  |cmocka  |cmocka-dev  |cmocka
check|module vterm      |libvterm-dev  |libvterm-devel   |libvterm|libvterm-dev|libvterm
check|command zstd      |zstd          |zstd             |zstd    |zstd        |zstd
check|command python3   |python3       |python3          |python  |python3     |python
check|command pdftotext |poppler-utils |poppler-utils   |poppler |poppler-utils|poppler
check|command tmux      |tmux          |tmux             |tmux    |tmux        |tmux
check|try good_ctags    |universal-ctags|ctags           |ctags   |ctags       |universal-ctags
END
}

compiles() {
	echo 'int main(void) { return 0; }' |
	    ${CC:-cc} -x c -o /dev/null - 2>/dev/null
}

good_ctags() {
	ctags --version 2>/dev/null | grep -q Universal
}

# Is it there?  $1 is command, module or try.
there() {
	case $1 in
	command) command -v "$2" >/dev/null ;;
	module) pkg-config --exists "$2" 2>/dev/null ;;
	try) "$2" ;;
	esac
}

# Prints the packages for what is missing, of the family $1, for the uses in
# $2.
missing_packages() {
	needs | while IFS='|' read -r use test debian fedora arch alpine brew; do
		case $2 in
		*"$use"*) ;;
		*) continue ;;
		esac
		# shellcheck disable=SC2086	# the test is two words
		there $test && continue
		case $1 in
		debian) echo "$debian" ;;
		fedora) echo "$fedora" ;;
		arch) echo "$arch" ;;
		alpine) echo "$alpine" ;;
		brew) echo "$brew" ;;
		*) echo "${test#* }" ;;
		esac
	done | xargs
}

# Which family of systems this is.
family() {
	if [ "$(uname -s)" = Darwin ]; then
		echo brew
		return
	fi
	# shellcheck disable=SC1090
	id=$(. "${OS_RELEASE:-/etc/os-release}" && echo "${ID-} ${ID_LIKE-}")
	case " $id " in
	*" debian "*|*" ubuntu "*) echo debian ;;
	*" fedora "*|*" rhel "*) echo fedora ;;
	*" arch "*) echo arch ;;
	*" alpine "*) echo alpine ;;
	*) echo unknown ;;
	esac
}

# Runs apt-get as root, through sudo if need be.
apt_get() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	    -o DPkg::Lock::Timeout=300 "$@"
}

apt_install() {
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
		    die "packages are missing and there is no sudo; as root:
  apt-get install $1"
		# Without a terminal nobody could answer a password prompt.
		sudo='sudo'
		[ -t 0 ] || sudo='sudo -n'
		$sudo -v || die "packages are missing and sudo refused; as root:
  apt-get install $1"
	fi
	say "$me: installing with apt-get: $1"
	log=$(mktemp) || die 'cannot make a temporary file'
	# Package lists that are there may do; if not, they are fetched.
	# shellcheck disable=SC2086
	if ! apt_get install --no-install-recommends $1 >"$log" 2>&1 &&
	    ! { apt_get update && apt_get install --no-install-recommends $1
	    } >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		die "apt-get could not install them (see above)"
	fi
	rm -f "$log"
}

# Installs what is missing for the uses in $1: "build", or "build check".
install_missing() {
	uses=$1
	[ -f "$top/configure" ] || uses="$uses clone"
	packages=$(missing_packages "$(family)" "$uses")
	[ -n "$packages" ] || return 0
	case $(family) in
	debian)
		apt_install "$packages"
		packages=$(missing_packages debian "$uses")
		[ -z "$packages" ] ||
		    die "still missing after the installation: $packages"
		return
		;;
	fedora) hint="sudo dnf install" ;;
	arch) hint="sudo pacman -S --needed" ;;
	alpine) hint="apk add" ;;
	brew) hint="brew install" ;;
	*) die "these are missing; please install them: $packages" ;;
	esac
	die "packages are missing; please install them:
  $hint $packages"
}

# Runs a step with its output kept in the log, which is shown if it fails.
# The first argument says what is being done.
step() {
	what=$1
	shift
	"$@" >>"$build_log" 2>&1 && return
	tail -n 60 "$build_log" >&2
	die "$what failed (all of it: $build_log)"
}

jobs() {
	getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

run_configure() {
	(cd "$build" && ../configure ${CI:+--enable-werror})
}

# Configures in build/, once; again if the wish or the folder's place changed.
# A source folder or a build/ that someone configured by hand is used as it is.
configure_build() {
	wish="$top${CI:+ --enable-werror}"
	mark="$build/.configured"
	if [ -f "$build/config.status" ]; then
		[ -f "$mark" ] || return 0
		[ "$(cat "$mark")" != "$wish" ] || return 0
	fi
	say "$me: configuring in ${build#"$top"/}"
	step 'configure' run_configure
	printf '%s\n' "$wish" >"$mark"
}

# Builds in build/ (or where the source folder is configured itself), and sets
# $build.
build_poolscope() {
	build=$top/build
	[ ! -f "$top/config.status" ] || build=$top
	mkdir -p "$build" || die "cannot make $build"
	build_log=$build/build.log
	: >"$build_log" || die "cannot write to $build"
	if [ ! -f "$top/configure" ]; then
		say "$me: preparing configure"
		step 'autoreconf' autoreconf -fi "$top"
	fi
	configure_build
	# A Makefile that cannot be brought up to date (the autotools changed
	# under it) is made anew.
	if ! make -C "$build" Makefile >>"$build_log" 2>&1; then
		step 'autoreconf' autoreconf -fi "$top"
		rm -f "$build/.configured" "$build/config.status"
		configure_build
	fi
	built=$build/.built
	if [ ! -f "$built" ] ||
	    [ -n "$(find "$top/src" "$top/Makefile.am" -newer "$built")" ]; then
		say "$me: building in ${build#"$top"/}"
	fi
	step 'make' make -C "$build" -j"$(jobs)" all
	touch "$built"
}
