# Completion of lifespan, also behind npx. To have it: npx lifespan completion fish | source

# What may stand at a place: a line each, with what it means behind a tab. The second value is what was typed so far.
function __lifespan_at
    switch $argv[1]
        PLACES
        case '*'
            return 1
    end
end

function __lifespan_offer
    set -l place lifespan
    set -l option ''
    set -l first ''
    set -l count 0
    set -l current (commandline -ct)
    for word in (__lifespan_words)
        if test -n "$option"
            set option ''
        else if string match -q -- '-*' $word
            __lifespan_at "$place $word" '' >/dev/null; and set option $word
        else if test $count -eq 0; and __lifespan_at "$place $word -" '' >/dev/null
            set place "$place $word"
        else
            test $count -eq 0; and set first $word
            set count (math $count + 1)
        end
    end
    set -l before ''
    if test -z "$option"; and string match -q -- '--*=*' $current
        set option (string replace -r '=.*' '' -- $current)
        set before "$option="
        set current (string replace -r '^[^=]*=' '' -- $current)
    end
    set -l listed (string replace -r '[^,]*$' '' -- $current)
    if test -n "$option"
        __lifespan_at "$place $option" $current | string replace -r '^' -- "$before$listed"
    else if string match -q -- '-*' $current
        __lifespan_at "$place -" $current
    else if test $count -eq 0
        __lifespan_at "$place 1" $current
    else
        __lifespan_at "$place 2 $first" $current; or __lifespan_at "$place 2" $current
    end
end

# The words behind lifespan, without the one that is being typed.
function __lifespan_words
    set -l words (commandline -opc)
    while set -q words[1]; and test (basename -- $words[1]) != lifespan
        set -e words[1]
    end
    set -q words[2]; and printf '%s\n' $words[2..]
end

complete -c lifespan -f -a '(__lifespan_offer)'
complete -c npx -n 'not contains -- lifespan (commandline -opc)' -a lifespan
complete -c npx -n 'contains -- lifespan (commandline -opc)' -f -a '(__lifespan_offer)'
