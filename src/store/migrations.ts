/**
 * Migrations of a state file, each from the version of its index to the next. Files in use were made by these entries,
 * so never change one: add a new entry, and a file of the previous version to test/frozen/store/.
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
  `ALTER TABLE value ADD COLUMN sum INTEGER;
   ALTER TABLE record ADD COLUMN sum INTEGER;`,
];
