# Sourced by the other scripts: packages of Debian and its relatives.

# Whether Debian packages can be installed without asking anybody.
can_install_packages() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# install_packages NAME...: installs Debian packages.
install_packages() {
    local as_root=(env)
    [ "$(id -u)" = 0 ] || as_root=(sudo -n env)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
