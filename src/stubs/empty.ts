// Stands for what the KVS library requires in Node only, and for signing.
export default undefined;
