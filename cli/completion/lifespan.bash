# Completion of lifespan, also behind npx, for bash 4 and later. To have it: source <(npx lifespan completion bash)

# What may stand at a place.
_lifespan_at() {
  kind=words list=
  case $1 in
    PLACES
    *) return 1 ;;
  esac
}

_lifespan() {
  local kind list word words place=lifespan option= first= prefix= count=0 i=0
  read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
  [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=('')
  local last=$((${#words[@]} - 1))
  local current=${words[last]}
  COMPREPLY=()
  while [[ ${words[i]##*/} != lifespan ]]; do
    ((++i < last)) || { COMPREPLY=($(compgen -W lifespan -- "$current")); return; }
  done
  for ((i++; i < last; i++)); do
    word=${words[i]}
    if [[ -n $option ]]; then option=
    elif [[ $word == -* ]]; then _lifespan_at "$place $word" && option=$word
    elif ((count == 0)) && _lifespan_at "$place $word -"; then place="$place $word"
    elif ((count++ == 0)); then first=$word
    fi
  done
  if [[ -z $option && $current == --*=* ]]; then
    option=${current%%=*}
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
    current=${current#*=}
  fi
  if [[ -n $option ]]; then _lifespan_at "$place $option"
  elif [[ $current == -* ]]; then _lifespan_at "$place -"
  elif ((count == 0)); then _lifespan_at "$place 1"
  else _lifespan_at "$place 2 $first" || _lifespan_at "$place 2"
  fi || return
  case $kind in
    files | directories)
      local IFS=$'\n' only=-f
      [[ $kind == directories ]] && only=-d
      COMPREPLY=($(compgen "$only" -P "$prefix" -- "$current"))
      compopt -o filenames 2>/dev/null
      ;;
    words)
      [[ $current == *,* ]] && prefix+=${current%,*},
      COMPREPLY=($(compgen -P "$prefix" -W "$list" -- "${current##*,}"))
      [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
      ;;
  esac
  return 0
}

complete -F _lifespan lifespan
complete -p npx >/dev/null 2>&1 || complete -o default -F _lifespan npx
