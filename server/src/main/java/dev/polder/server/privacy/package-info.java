/**
 * Field encryption: the keys of domains and of subjects, what encrypts in the gate and decrypts for those who may read, and the erasure
 * of a subject by destroying its keys. Primitives and key formats are Google Tink's.
 */
package dev.polder.server.privacy;
