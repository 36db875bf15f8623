// The footer of a Parquet file: only what reading flat columns needs of the format's FileMetaData.
//
// hyparquet reads the whole of it, statistics and geography included, which is a sixth of the bundle's limit.
// Field numbers are those of parquet.thrift.

import { CompressionCodecs, ConvertedTypes, FieldRepetitionTypes, ParquetTypes } from "hyparquet/src/constants.js";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";

const MAGIC = 0x31524150; // "PAR1"
const utf8 = new TextDecoder();

/** The length of the footer, with the eight bytes after it, from the last bytes of a file (an ArrayBuffer). */
export function footerLength(end) {
  const view = new DataView(end);
  if (end.byteLength < 12 || view.getUint32(end.byteLength - 4, true) !== MAGIC) throw new Error("not a Parquet file");
  return view.getUint32(end.byteLength - 8, true) + 8;
}

/** What the footer says: {length, columns: Map(name -> {element, chunks: [{start, end, rows, codec, type}]})}. */
export function parse(footer) {
  const { field_2: schema, field_3: length, field_4: groups } = deserializeTCompactProtocol({
    view: new DataView(footer),
    offset: 0,
  });
  const [root, ...leaves] = schema.map((field) => ({
    type: ParquetTypes[field.field_1],
    type_length: field.field_2,
    repetition_type: FieldRepetitionTypes[field.field_3],
    name: utf8.decode(field.field_4),
    num_children: field.field_5,
    converted_type: ConvertedTypes[field.field_6],
    scale: field.field_7,
  }));
  if (leaves.length !== root.num_children) throw new Error("nested columns are not read here");
  const schemaPath = (element) => [root, element].map((each) => ({ element: each, children: [] }));
  const columns = leaves.map((element, at) => [
    element.name,
    {
      element,
      schemaPath: schemaPath(element),
      chunks: groups.map((group) => chunk(group.field_1[at].field_3, Number(group.field_3))),
    },
  ]);
  return { length: Number(length), columns: new Map(columns) };
}

function chunk(meta, rows) {
  const start = Number(meta.field_11 ?? meta.field_9); // the dictionary, where there is one, comes first
  return { start, end: start + Number(meta.field_7), rows, codec: CompressionCodecs[meta.field_4] };
}
