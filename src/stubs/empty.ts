// Stands for what the KVS library requires in Node only.
export default undefined;
