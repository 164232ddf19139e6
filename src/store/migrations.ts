/**
 * What brings a file from the version of its index to the next one. Files in the world were made by what stands here, so
 * no entry is ever changed: what is new is a new entry, with a file of the version before it in test/frozen/store/.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE value (
     controller INTEGER NOT NULL,
     part TEXT NOT NULL,
     item TEXT NOT NULL,
     value TEXT NOT NULL,
     configured TEXT,
     PRIMARY KEY (controller, part, item)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE record (
     place INTEGER PRIMARY KEY,
     controller INTEGER NOT NULL,
     list TEXT NOT NULL,
     id INTEGER NOT NULL,
     configured INTEGER NOT NULL,
     bytes BLOB NOT NULL,
     UNIQUE (controller, list, id)
   ) STRICT;`,
];
