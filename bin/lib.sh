# Shared by bin/run, bin/check and bin/test; POSIX sh, sourced. Sets $root and $venv.

root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
has_apt() { command -v apt-get >/dev/null 2>&1; }

# Prints the name of the first Python that is new enough. A name that is found may still not run (a
# shim of a version that is not installed), so each one is asked.
find_python() {
    for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    die "LIE needs Python 3.11 or newer; install Debian's package python3 (Debian 12, Ubuntu 24.04 or later)."
}

# with_services_held COMMAND...: run it while no package that is installed may start its service: ours
# run on ports of their own, and one on the usual port could be in the way of somebody else's.
with_services_held() {
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ] && ! [ -e "$policy.before-lie" ]; then mv "$policy" "$policy.before-lie"; fi
    trap restore_policy EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    "$@" && status=0 || status=$?
    restore_policy
    trap - EXIT INT TERM
    return "$status"
}

restore_policy() {
    if [ -e "$policy.before-lie" ]; then mv "$policy.before-lie" "$policy"; else rm -f "$policy"; fi
}

# apt_install PACKAGE...: as root, with services held down now and at the next boot. One line is said;
# what apt says is shown only when it fails.
apt_install() {
    say "Installing Debian's packages: $*"
    log=$(mktemp)
    if with_services_held apt_quietly "$@" > "$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        die "Debian's packages could not be installed: $*"
    fi
    if [ -d /run/systemd/system ]; then
        for service in rabbitmq-server redis-server postgresql; do
            case " $* " in *" $service "*) systemctl disable --quiet "$service" ;; esac
        done
    fi
}

apt_quietly() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q && apt-get install -q -y --no-install-recommends "$@" < /dev/null
}

# need_packages PACKAGE...: install them as root on a Debian system, else name all of them and end.
need_packages() {
    [ $# -gt 0 ] || return 0
    if is_root && has_apt; then
        apt_install "$@"
    else
        die "These packages are missing; install them and start again: $*"
    fi
}

need_rabbitmq() {
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || need_packages rabbitmq-server
}

# The name of the package that holds a Python's venv: python3.11-venv.
venv_package() {
    "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

# Make .venv, anew when the Python behind it is gone or too old.
ensure_venv() {
    if "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    python=$(find_python) || exit 1
    "$python" -c 'import venv, ensurepip' 2>/dev/null || need_packages "$(venv_package "$python")"
    "$python" -m venv --clear "$venv" || die "The virtual environment $venv could not be made."
}

# ensure_requirements FILE...: install these pins into .venv, each file once per content.
ensure_requirements() {
    for file in "$@"; do
        stamp=$venv/installed-$file
        cmp -s "$root/$file" "$stamp" && continue
        say "Installing the Python packages of $file into .venv; this may take a minute."
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
            --requirement "$root/$file" || die "The packages of $file could not be installed."
        cp "$root/$file" "$stamp"
    done
}
