/**
 * Types of the output of `deno doc --json`, as far as it is read here.
 *
 * @module
 */

/** A comment, and its tags. */
export interface JsDoc {
  doc?: string;
  tags?: readonly { kind: string }[];
}

/** A module: its exports, and its own comment. */
export interface ModuleDoc {
  module_doc?: JsDoc;
  symbols: readonly ExportedSymbol[];
}

/** An exported name, and its declarations. */
export interface ExportedSymbol {
  name: string;
  declarations: readonly Declaration[];
}

/** Declaration of a name. */
export type Declaration =
  & { jsDoc?: JsDoc; location: { filename: string; line: number } }
  & (
    | { kind: "function"; def: FunctionDef }
    | { kind: "variable"; def: { tsType: Type } }
    | { kind: "typeAlias"; def: { tsType: Type; typeParams?: readonly TypeParam[] } }
    | { kind: "interface"; def: InterfaceDef }
    | { kind: "class"; def: ClassDef }
  );

/** A function, or that of a method. */
export interface FunctionDef {
  params: readonly Param[];
  returnType?: Type;
  typeParams?: readonly TypeParam[];
}

/** An interface. */
export interface InterfaceDef extends Members {
  extends?: readonly Type[];
  typeParams?: readonly TypeParam[];
}

/** Members of an interface or a type in braces. */
export interface Members {
  properties?: readonly Property[];
  methods?: readonly (FunctionDef & { name: string; optional?: boolean; jsDoc?: JsDoc })[];
}

/** A class. */
export interface ClassDef {
  extends?: string;
  implements?: readonly Type[];
  constructors?: readonly (Accessible & { params: readonly Param[]; jsDoc?: JsDoc })[];
  properties?: readonly (Property & Accessible)[];
  methods?: readonly (Accessible & {
    name: string;
    kind: "method" | "getter" | "setter";
    functionDef: FunctionDef;
    jsDoc?: JsDoc;
  })[];
}

/** Accessibility of a class member. */
export interface Accessible {
  accessibility?: "private" | "protected";
  isStatic?: boolean;
}

/** A property. */
export interface Property {
  name: string;
  tsType?: Type;
  readonly?: boolean;
  optional?: boolean;
  jsDoc?: JsDoc;
}

/** A parameter. */
export type Param =
  | { kind: "identifier"; name: string; optional: boolean; tsType?: Type }
  | { kind: "array"; elements: readonly Param[]; optional: boolean; tsType?: Type }
  | { kind: "object"; props: readonly { key: string }[]; optional: boolean; tsType?: Type }
  | { kind: "assign"; left: Param }
  | { kind: "rest"; arg: Param; tsType?: Type };

/** A type parameter. */
export interface TypeParam {
  name: string;
  constraint?: Type;
}

/** A type. */
export type Type =
  | { kind: "keyword" | "typeQuery"; value: string }
  | { kind: "this" }
  | { kind: "literal"; repr: string; value: { kind: string } }
  | { kind: "typeRef"; value: { typeName: string; typeParams?: readonly Type[] } }
  | { kind: "union" | "intersection" | "tuple"; value: readonly Type[] }
  | { kind: "array" | "parenthesized" | "optional" | "rest"; value: Type }
  | { kind: "typeOperator"; value: { operator: string; tsType: Type } }
  | { kind: "typePredicate"; value: { param: { name?: string }; type?: Type } }
  | { kind: "fnOrConstructor"; value: { params: readonly Param[]; tsType: Type } }
  | { kind: "typeLiteral"; value: Members };
