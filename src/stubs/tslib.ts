// What the KVS library uses of tslib; as CommonJS it would bring all of it.
export { __assign, __awaiter, __extends, __generator, __importDefault, __spreadArray } from 'tslib';
