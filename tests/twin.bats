# SPDX-License-Identifier: Apache-2.0
# twin(1): one test for each sentence that the manual promises.

# Recipes of our own, beside a twin of our own, as they are when installed.
setup() {
    load helpers
    mkdir -p bin share/twinpipe/recipes
    cp "$root/src/cmd/twin.sh" bin/twin
    PATH=$PWD/bin:$PATH
}

recipe() { # NAME, rules on standard input
    { echo "# $1.mk -- the $1 twin" && cat; } >"share/twinpipe/recipes/$1.mk"
}

@test "list prints the names of the recipes with the first line of their comment" {
    recipe b </dev/null
    recipe a </dev/null
    recipe common </dev/null
    [ "$(twin list)" = $'a\tthe a twin\nb\tthe b twin' ]
}

@test "list finds the recipes where they were built" {
    mkdir -p tree/bin tree/recipes
    cp bin/twin tree/bin
    echo '# c.mk -- the c twin' >tree/recipes/c.mk
    [ "$(tree/bin/twin list)" = $'c\tthe c twin' ]
}

@test "run makes the recipe in ./name, or in OUT" {
    recipe a <<'R'
OUT ?= a
$(OUT)/done: ; @echo $(SOURCE) >$@ && echo made $@
R
    [ "$(twin run a SOURCE=dir:x)" = "made a/done" ]
    [ "$(cat a/done)" = dir:x ]
    [ "$(twin run a OUT=sub/twin)" = "made sub/twin/done" ]
    [[ $(twin run a) == *"up to date"* ]]
}

@test "the exit status is that of the first command that failed" {
    for code in 1 64 65 66 69 70 71 73 74 75 77 78; do
        recipe a <<<"all: ; @exit $code"
        run "-$code" twin run a
    done
    recipe a <<<'all: ; @kill -9 $$$$'
    run -75 twin run a
    recipe a <<<'all: ; @exit 3'
    run -70 twin run a
}

@test "a command that is not there is 69" {
    recipe a <<<'all: ; @no-such-command'
    run -69 twin run a
    recipe a <<<'all: ; @no-such-command | cat; exit $${PIPESTATUS[0]}
SHELL = bash'
    run -69 twin run a
}

@test "a file that is not there is 66, a recipe that cannot be read 78" {
    recipe a <<<'all: input.nc'
    run -66 twin run a
    [[ $output == *"No rule to make target 'input.nc'"* ]]
    recipe a <<<'all'
    run -78 twin run a
}

@test "messages go to standard error" {
    recipe a <<<'all: ; @echo work; echo harmonise: bad >&2; exit 65'
    run -65 --separate-stderr twin run a
    [ "$output" = work ]
    [[ $stderr == "harmonise: bad"*"Error 65" ]]
}

@test "a second run on the folder ends at once with 75" {
    mkfifo started go
    recipe a <<<'all: ; @echo >started; cat go'
    twin run a &
    cat started >seen
    fails 75 "twin: a: another run is at work, or this one was ended" twin run a
    echo end >go
    wait $!
}

@test "the lock is freed when a run is killed" {
    mkfifo started go
    recipe a <<<'all: ; @echo >started; read x <go'
    setsid bash -c 'echo $$ >pid; exec twin run a' &
    cat started >seen
    kill -9 -- "-$(cat pid)"
    wait $! || true
    recipe a <<<'all: ; @true'
    twin run a
}

@test "unknown recipes, operations and variables are refused by name" {
    recipe a </dev/null
    recipe b </dev/null
    fails 64 'twin: "flod": no such recipe (there are a b)' twin run flod
    fails 64 'twin: "../a": no such recipe (there are a b)' twin run ../a
    fails 64 'twin: "a b": no such recipe (there are a b)' twin run 'a b'
    fails 64 'twin: run: no recipe given (there are a b)' twin run
    for word in status prune watch farm cwl --all; do
        fails 64 "twin: \"$word\": no such operation (there are list and run)" twin "$word"
    done
    fails 64 'twin: nothing to do (there are list and run)' twin
    fails 64 'twin: "-k": is no VARIABLE=VALUE' twin run a -k
    fails 64 'twin: "x": list takes no operand' twin list x
}

@test "a value cannot reach the shell" {
    recipe a <<<'all: ; @echo $(X)'
    for value in '$(shell touch it)' '`touch it`' ';touch it' 'a b' $'a\nb' '|x' '>x'; do
        fails 64 "twin: X: may have letters, digits and _./:,+=@%^- only" twin run a "X=$value"
    done
    [ ! -e it ]
}

@test "an OUT that cannot be made is 73" {
    recipe a </dev/null
    echo >file
    fails 73 "twin: file/x: cannot be made a folder" twin run a OUT=file/x
}

@test "--help and --version" {
    [[ $(twin --help) == "Usage: twin list"* ]]
    printf '#!/bin/sh\necho "harmonise (twinpipe 1.2)"\n' >bin/harmonise
    chmod +x bin/harmonise
    [ "$(twin -V)" = "twin (twinpipe 1.2)" ]
}

@test "--completion knows the operations and the recipes that are there" {
    recipe flood </dev/null
    recipe cyclone </dev/null
    eval "$(twin --completion bash)"
    complete_words() { # WORD... the last is the one at the cursor
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
        _twin
        echo "${COMPREPLY[*]}"
    }
    [ "$(complete_words twin r)" = run ]
    [ "$(complete_words twin run '')" = "cyclone flood" ]
    [ "$(complete_words twin list '')" = "" ]
    fails 64 'twin: --completion: "zsh" is not one of bash' twin --completion zsh
}
