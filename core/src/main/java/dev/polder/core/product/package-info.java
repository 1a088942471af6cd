/** Data products (ODPS) as records. */
package dev.polder.core.product;
