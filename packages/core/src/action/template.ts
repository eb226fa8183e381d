export { type ActionProblem, checkTemplate, fillTemplate, TEMPLATE_NAMES } from '../config/template.js';
