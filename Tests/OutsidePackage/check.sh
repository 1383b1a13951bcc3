#!/usr/bin/env bash
# Proves that a package outside can depend on Martlet by version tag and by path; that nothing but Martlet is fetched
# for it when the default traits are off; that its program links OpenBLAS, LAPACKE and what Swift needs, no more; that it is
# compiled again where a module has changed; and that a comment in its manifest leaves what was built as it is, whichever trait
# is on.
# It sees what is committed, and builds as users first do, to debug. By path the library isn't built again: the package
# in Benchmarks does that.
set -euo pipefail
unset MARTLET_STRICT
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git clone --quiet --no-tags "$root" "$work/martlet"
git -C "$work/martlet" tag 0.1.0
cp -R "$here" "$work/outside"
cd "$work/outside"
# Nothing is taken from, or left in, this user's caches.
swift_here() {
    local verb=$1
    shift
    swift "$verb" --cache-path "$work/cache" --security-path "$work/security" --config-path "$work/config" "$@"
}
fail() {
    echo "✗ $*" >&2
    exit 1
}

sed -i.original "s|URL of this repository|file://$work/martlet|" Package.swift
swift_here build
fetched=$(ls .build/checkouts)
[ "$fetched" = martlet ] || fail "by version: fetched $(echo $fetched) where martlet would do"
.build/debug/Outside
echo "✓ by version: fetched nothing but Martlet"

if [ "$(uname)" = Linux ]; then
    needed=$(readelf -d .build/debug/Outside | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
    system='^(libswift|lib(c|m|dl|pthread|gcc_s|stdc\+\+|dispatch|BlocksRuntime)\.so|ld-linux)'
    ours=$(grep -vE "$system" <<<"$needed" | sort | xargs)
    [[ $ours =~ ^liblapacke\.so[.0-9]*\ libopenblas\.so[.0-9]*$ ]] || fail "links $ours, not OpenBLAS and LAPACKE alone"
    if ldd .build/debug/Outside | grep 'not found'; then fail "links what isn't there"; fi
    echo "✓ links $ours"
fi

echo 'let folder = try ImageFolder("images")' >>Sources/Outside/main.swift
if said=$(swift_here build 2>&1); then fail "ImageFolder is there without its trait"; fi
grep -q "'ImageFolder' is unavailable: needs the trait Images" <<<"$said" || fail "nothing says which trait is missing"
cp "$here/Sources/Outside/main.swift" Sources/Outside/main.swift
echo "✓ what a trait would add says which"

rm -rf .build Package.resolved
sed 's|url: "URL of this repository", from: "0.1.0"|path: "../martlet"|' Package.swift.original >Package.swift
swift_here package show-dependencies --format flatlist | tee dependencies
[ "$(cat dependencies)" = martlet ] || fail "by path: depends on more than martlet"
[ -z "$(ls .build/checkouts 2>/dev/null)" ] || fail "by path: something was fetched"
echo "✓ by path: fetched nothing"

# A program is compiled again where any module of Martlet's has changed: it is laid out as they are.
swift_here build --print-manifest-job-graph >/dev/null 2>&1
modules() { grep -o 'Modules/Martlet[A-Za-z]*\.swiftmodule' | sort -u; }
named=$(sed -n '/"C\.Outside-.*\.module":/,/inputs:/p' .build/debug.yaml | modules)
hidden=$(comm -13 <(echo "$named") <(modules <.build/debug.yaml | grep -v CLI) | xargs)
[ -z "$hidden" ] || fail "changes of $hidden don't compile a program again"
echo "✓ changes of every module compile a program again"

# SwiftPM's order of flags changes each time a manifest is read: plans that are the same build nothing again.
plan() {
    rm -f .build/debug.yaml
    swift_here build --print-manifest-job-graph >/dev/null 2>&1
    cksum <.build/debug.yaml
}
cp Package.swift Package.swift.path
for trait in Images Full; do
    sed "s|traits: \[\]|traits: [\"$trait\"]|" Package.swift.path >Package.swift
    grep -q "\"$trait\"" Package.swift || fail "no trait to set in the manifest"
    first=$(plan)
    for comment in 1 2 3 4; do
        echo "// $comment" >>Package.swift
        [ "$(plan)" = "$first" ] || fail "trait $trait: a comment in the manifest changes what is built"
    done
done
echo "✓ a comment in the manifest builds nothing again"
