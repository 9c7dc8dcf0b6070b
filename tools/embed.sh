#!/bin/sh
# Writes a C file that carries other files inside the binary: the table of host/base/embed.h.
#
#     tools/embed.sh NAME=PATH... > build/embed.c
#
# The bytes come in by .incbin when that file is compiled, so they are never spelled out in C, and the sizes are differences
# that only the assembler can put into a constant table: so the table is its work too. A path is as the compiler sees it,
# relative to where it runs. Every file named must be a prerequisite of the object in the Makefile.
set -eu

entry() {
    number=$1 name=$2 path=$3
    cat <<END
"embed_name_$number: .asciz \"$name\"\n"
".balign 16\n"
"embed_begin_$number: .incbin \"$path\"\n"
"embed_end_$number: .byte 0\n"
END
}

row() {
    cat <<END
".dc.a embed_name_$1, embed_begin_$1, embed_end_$1 - embed_begin_$1\n"
END
}

check() {
    for file; do
        case $file in
        *[\"\\]* | [!=]*=*=*) echo "embed.sh: not a NAME=PATH that can be written down: $file" >&2 && exit 1 ;;
        ?*=?*) [ -f "${file#*=}" ] || { echo "embed.sh: no file ${file#*=}" >&2 && exit 1; } ;;
        *) echo "embed.sh: not NAME=PATH: $file" >&2 && exit 1 ;;
        esac
    done
}

check "$@"
cat <<'END'
// Made by tools/embed.sh.
#include "base/embed.h"

__asm__(
".section .rodata\n"
END
number=0
for file; do
    entry "$number" "${file%%=*}" "${file#*=}"
    number=$((number + 1))
done
cat <<'END'
".section .data.rel.ro, \"aw\"\n"
".balign 16\n"
".globl embed_files\n"
".type embed_files, @object\n"
"embed_files:\n"
END
number=0
for file; do
    row "$number"
    number=$((number + 1))
done
cat <<END
".size embed_files, . - embed_files\n"
".text\n");

const size_t embed_count = $number;
END
