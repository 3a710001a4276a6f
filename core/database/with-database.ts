import { explainDatabaseError } from './database-error.js';
import { type Database, type OpenOptions, openDatabase } from './open.js';

/**
 * Opens the database, does some work with it and closes it again, whatever happens. What goes wrong in
 * the database on the way (a full disk, a lock) is thrown as `RepriseError`.
 */
export async function withDatabase<T>(
  path: string,
  options: OpenOptions,
  work: (db: Database) => T | Promise<T>,
): Promise<T> {
  const db = openDatabase(path, options);
  try {
    return await work(db);
  } catch (error) {
    throw explainDatabaseError(error, path);
  } finally {
    db.close();
  }
}
