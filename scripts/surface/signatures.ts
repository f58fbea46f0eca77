import type {
  ClassDef,
  Declaration,
  FunctionDef,
  InterfaceDef,
  Members,
  Param,
  Property,
  Type,
  TypeParam,
} from "./documentation.ts";

/** Writes what a name stands for: its signature, and those of its members below it. */
export function signatures(name: string, declaration: Declaration): string[] {
  const { kind, def } = declaration;
  switch (kind) {
    case "function":
      return [`function ${name}${callable(def)}`];
    case "variable":
      return variable(name, def.tsType);
    case "typeAlias":
      return [`type ${name}${generic(def.typeParams)} = ${type(def.tsType)}`];
    case "interface":
      return [interfaceHead(name, def), ...sorted(members(def))];
    case "class":
      return [classHead(name, def), ...sorted(classMembers(def))];
  }
}

function variable(name: string, of: Type): string[] {
  if (of.kind !== "typeLiteral") return [`const ${name}: ${type(of)}`];
  return [`const ${name}`, ...sorted(members(of.value))];
}

function interfaceHead(name: string, { extends: bases = [], typeParams }: InterfaceDef): string {
  const from = bases.length === 0 ? "" : ` extends ${bases.map(type).join(", ")}`;
  return `interface ${name}${generic(typeParams)}${from}`;
}

function classHead(name: string, { extends: base, implements: contracts = [] }: ClassDef): string {
  const from = base ? ` extends ${base}` : "";
  const as = contracts.length === 0 ? "" : ` implements ${contracts.map(type).join(", ")}`;
  return `class ${name}${from}${as}`;
}

function classMembers({ constructors = [], properties = [], methods = [] }: ClassDef): string[] {
  const lines: string[] = [];
  for (const { accessibility, params } of constructors) {
    if (accessibility !== "private") lines.push(`constructor(${parameters(params)})`);
  }
  for (const given of properties) {
    const { accessibility, isStatic } = given;
    if (accessibility !== "private") lines.push(`${isStatic ? "static " : ""}${property(given)}`);
  }
  for (const { accessibility, isStatic, name, kind, functionDef } of methods) {
    if (accessibility === "private") continue;
    const prefix = isStatic ? "static " : "";
    if (kind === "getter") lines.push(`readonly ${name}: ${written(functionDef.returnType)}`);
    else lines.push(`${prefix}${name}${callable(functionDef)}`);
  }
  return lines;
}

function members({ properties = [], methods = [] }: Members): string[] {
  return [
    ...properties.map(property),
    ...methods.map((method) => `${method.name}${method.optional ? "?" : ""}${callable(method)}`),
  ];
}

function property({ name, tsType, readonly: fixed, optional }: Property): string {
  return `${fixed ? "readonly " : ""}${name}${optional ? "?" : ""}: ${written(tsType)}`;
}

function callable({ typeParams, params, returnType }: FunctionDef): string {
  return `${generic(typeParams)}(${parameters(params)}): ${written(returnType)}`;
}

function parameters(params: readonly Param[]): string {
  return params.map((param) => parameter(param, false)).join(", ");
}

function parameter(param: Param, hasDefault: boolean): string {
  switch (param.kind) {
    case "assign":
      return parameter(param.left, true);
    case "rest":
      return `...${parameter(param.arg, false)}`;
    default:
      return `${pattern(param)}${hasDefault || param.optional ? "?" : ""}: ${
        written(param.tsType)
      }`;
  }
}

function pattern(param: Param): string {
  switch (param.kind) {
    case "identifier":
      return param.name;
    case "array":
      return `[${param.elements.map(pattern).join(", ")}]`;
    case "object":
      return `{ ${param.props.map(({ key }) => key).join(", ")} }`;
    default:
      return parameter(param, false);
  }
}

function generic(params: readonly TypeParam[] = []): string {
  if (params.length === 0) return "";
  const names = params.map(({ name, constraint }) =>
    constraint ? `${name} extends ${type(constraint)}` : name
  );
  return `<${names.join(", ")}>`;
}

function written(of: Type | undefined): string {
  return of ? type(of) : "(inferred)";
}

function type(of: Type): string {
  switch (of.kind) {
    case "keyword":
      return of.value;
    case "typeQuery":
      return `typeof ${of.value}`;
    case "this":
      return "this";
    case "literal":
      return of.value.kind === "string" ? JSON.stringify(of.repr) : of.repr;
    case "typeRef": {
      const { typeName, typeParams = [] } = of.value;
      return typeParams.length === 0 ? typeName : `${typeName}<${typeParams.map(type).join(", ")}>`;
    }
    case "union":
      return of.value.map(type).join(" | ");
    case "intersection":
      return of.value.map(type).join(" & ");
    case "tuple":
      return `[${of.value.map(type).join(", ")}]`;
    case "array":
      return `${type(of.value)}[]`;
    case "parenthesized":
      return `(${type(of.value)})`;
    case "optional":
      return `${type(of.value)}?`;
    case "rest":
      return `...${type(of.value)}`;
    case "typeOperator":
      return `${of.value.operator} ${type(of.value.tsType)}`;
    case "typePredicate":
      return `${of.value.param.name ?? "this"} is ${written(of.value.type)}`;
    case "fnOrConstructor":
      return `(${parameters(of.value.params)}) => ${type(of.value.tsType)}`;
    case "typeLiteral":
      return `{ ${members(of.value).join("; ")} }`;
    default:
      throw new Error(`Cannot write this type yet: ${JSON.stringify(of)}`);
  }
}

/** Below a head, and by name: to move a member to another line is no change. */
function sorted(lines: readonly string[]): string[] {
  const nameIn = (line: string): string => line.replace(/^(?:static |readonly )+/, "");
  return lines.toSorted((a, b) => nameIn(a) < nameIn(b) ? -1 : 1).map((line) => `  ${line}`);
}
