import { safely } from '../safely.ts'

/** How a call came out. */
export type Outcome = { readonly result: unknown } | { readonly error: unknown }

/** Looks at a call before it is made; returns who is to be told how it came out. Whatever it throws stays here. */
export type Observer = (args: readonly unknown[], self: unknown) => ((outcome: Outcome) => void) | undefined

type Callable = (...args: unknown[]) => unknown

const WRAPPED = Symbol.for('@lifespan/instrumentation/wrapped')

/**
 * The same function, of which calls are observed: it takes the same, gives back the same, throws the same, has the same name and properties, and can be
 * called with `new`. One that is observed already is left as it is, whichever copy of the library did it.
 */
export function observed<F>(original: F, observer: Observer): F {
  if (typeof original !== 'function' || WRAPPED in original) return original
  return new Proxy(original as Callable, {
    apply: (target, self, args: unknown[]) => call(() => Reflect.apply(target, self, args), args, self, observer),
    has: (target, name) => name === WRAPPED || name in target,
  }) as F
}

/** The same function, of which what it returns is made into something else: a client into one that is observed. What fails here changes nothing. */
export function remade<F>(original: F, remake: (result: unknown, args: readonly unknown[]) => unknown): F {
  if (typeof original !== 'function' || WRAPPED in original) return original
  const after = (result: unknown, args: readonly unknown[]) => {
    let made = result
    safely(() => (made = remake(result, args)))
    return made
  }
  return new Proxy(original as Callable, {
    apply: (target, self, args: unknown[]) => after(Reflect.apply(target, self, args), args),
    construct: (target, args, by) => after(Reflect.construct(target, args, by), args) as object,
    has: (target, name) => name === WRAPPED || name in target,
  }) as F
}

function call(make: () => unknown, args: readonly unknown[], self: unknown, observer: Observer): unknown {
  let tell: ((outcome: Outcome) => void) | undefined
  safely(() => (tell = observer(args, self)))
  if (tell === undefined) return make()
  const told = (outcome: Outcome) => safely(() => tell!(outcome))
  try {
    const result = make()
    if (isPromise(result)) return settled(result, told)
    told({ result })
    return result
  } catch (error) {
    told({ error })
    throw error
  }
}

/** Some libraries have promises that are not JavaScript's own. */
const isPromise = (result: unknown): result is PromiseLike<unknown> =>
  typeof result === 'object' && result !== null && typeof (result as { readonly then?: unknown }).then === 'function'

/**
 * A promise that comes out as the one that it stands for. Whoever does not mind a rejection hears of it as before: a handler beside it would make it
 * one that is minded, or another one that is not.
 */
function settled(promise: PromiseLike<unknown>, told: (outcome: Outcome) => void): PromiseLike<unknown> {
  return promise.then(
    (result) => {
      told({ result })
      return result
    },
    (error: unknown) => {
      told({ error })
      throw error
    },
  )
}

/** Observes a method of an object or a class's prototype, where it is one. */
export function observeMethod(holder: unknown, name: string, observer: Observer): void {
  const methods = holder as Exports | null | undefined
  if (typeof methods?.[name] === 'function') methods[name] = observed(methods[name], observer)
}

/** What a module exports, by name. */
export type Exports = Record<string, unknown>

/** A library that is known. */
export interface Hook {
  /** The name of its package. */
  readonly name: string
  /** Which of its versions: those that are tested, at both ends. */
  readonly versions: readonly string[]
  /** The file in it that is observed, where that is not what it exports. */
  readonly file?: string
  /** Observes what it exports; returns that, or another in its place. */
  readonly patch: (exports: Exports) => Exports
}

/**
 * What a module exports, with a function that is observed. That of ES modules can be changed where hooks saw it come; what else can't be changed (what
 * compilers make of `export`, a module that was required) is copied.
 */
export function observeExport(exports: Exports, name: string, observer: Observer): Exports {
  return replaceExport(exports, name, observed(exports[name], observer))
}

/** What a module exports, with something else in the place of one. */
export function replaceExport(exports: Exports, name: string, value: unknown): Exports {
  if (value === exports[name]) return exports
  if (Reflect.set(exports, name, value) && exports[name] === value) return exports
  const descriptors = Object.getOwnPropertyDescriptors(exports)
  return Object.create(Object.getPrototypeOf(exports), {
    ...descriptors,
    [name]: { value, enumerable: true },
  }) as Exports
}
